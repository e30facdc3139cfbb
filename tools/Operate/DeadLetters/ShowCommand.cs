using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlashSale.Client;
using FlashSale.Client.DeadLetters;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.DeadLetters;

/// <summary>dead-letters show: the dead letters of a queue with their forecasts, or one, whole.</summary>
sealed class ShowCommand(OperatorApi api, Screen screen)
{
    const int UsualLimit = 100;

    // For people: letters that need no escape in JSON are not escaped. Control characters still are.
    static readonly JsonSerializerOptions Whole = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Argument<string> _queue = NameArgument.Required("QUEUE", "The queue, such as order-state_error.");
    readonly Argument<string?> _messageId = NameArgument.Optional("MESSAGE_ID", "Prints this one whole, as JSON, with its stack trace.");
    readonly FilterOptions _filter = new();

    public Command Build()
    {
        var command = new Command("show", "Dead letters of a queue, and what each would do if it were replayed now.");
        command.Arguments.Add(_queue);
        command.Arguments.Add(_messageId);
        _filter.AddTo(command, $"How many to show at most ({UsualLimit}).");
        command.Validators.Add(result =>
        {
            if (result.GetResult(_messageId) is { Tokens.Count: > 0 } && _filter.SaysAnything(result))
                result.AddError("MESSAGE_ID names one dead letter: leave the filter away.");
            else if (_filter.SaysTooMuch(result))
                result.AddError("--message names one dead letter: leave the other filters away.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (queue, filter) = (parsed.GetValue(_queue)!, _filter.FilterOf(parsed));
        if (parsed.GetValue(_messageId) is { } messageId)
        {
            screen.Say(JsonSerializer.Serialize(await api.ReadDeadLetterAsync(queue, messageId, cancellationToken), Whole));
            return ExitCode.Done;
        }

        if (filter.MessageId is { } only)
        {
            var letter = (await api.ReadDeadLetterAsync(queue, only, cancellationToken)).GetProperty("letter").Deserialize<DeadLetter>(Whole)!;
            screen.Show(DeadLetterListing.Of([letter]));
            return ExitCode.Done;
        }

        var page = await api.ReadDeadLettersAsync(queue, filter, _filter.LimitOf(parsed) ?? UsualLimit, cancellationToken);
        screen.Show(DeadLetterListing.Of(page.Messages));
        screen.Say($"{page.Messages.Count} of {page.Matching} matching, {Cell.Count(page.Count, "dead letter")} in the queue");
        return ExitCode.Done;
    }
}
