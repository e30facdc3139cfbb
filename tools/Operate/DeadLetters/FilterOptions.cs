using System.CommandLine;
using System.CommandLine.Parsing;
using FlashSale.Client.DeadLetters;

namespace FlashSale.Operate.DeadLetters;

/// <summary>The options that say which dead letters of a queue are meant.</summary>
sealed class FilterOptions
{
    readonly Option<string?> _message = new("--message") { Description = "The dead letter with this message id.", HelpName = "ID" };
    readonly Option<string?> _type = new("--type") { Description = "Those of this message, such as PaymentReceived.", HelpName = "MESSAGE" };
    readonly Option<string?> _exception = new("--exception") { Description = "Those that failed with this exception, with its namespace or without.", HelpName = "TYPE" };
    readonly Option<Guid?> _order = new("--order") { Description = "Those about this order.", HelpName = "ID" };
    readonly Option<int?> _limit = new("--limit") { HelpName = "N" };

    public void AddTo(Command command, string limit)
    {
        _limit.Description = limit;
        foreach (var option in new Option[] { _message, _type, _exception, _order, _limit })
            command.Options.Add(option);
    }

    public DeadLetterFilter FilterOf(ParseResult parsed) => new()
    {
        MessageId = parsed.GetValue(_message),
        MessageType = parsed.GetValue(_type),
        ExceptionType = parsed.GetValue(_exception),
        OrderId = parsed.GetValue(_order),
    };

    public int? LimitOf(ParseResult parsed) => parsed.GetValue(_limit);

    /// <summary>Whether a message id is given together with something else.</summary>
    public bool SaysTooMuch(CommandResult result) =>
        result.GetResult(_message) is not null && SaysMoreThanAMessage(result);

    public bool SaysAnything(CommandResult result) => result.GetResult(_message) is not null || SaysMoreThanAMessage(result);

    bool SaysMoreThanAMessage(CommandResult result) => new Option[] { _type, _exception, _order, _limit }.Any(option => result.GetResult(option) is not null);
}
