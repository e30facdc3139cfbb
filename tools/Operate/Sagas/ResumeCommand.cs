using System.CommandLine;
using System.CommandLine.Parsing;
using FlashSale.Client;
using FlashSale.Client.Sagas;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Sagas;

/// <summary>resume: asks again for what orders wait for. Ends with 0 when nothing is left to ask for, 1 when something is, 2 when it is not known.</summary>
sealed class ResumeCommand(OperatorApi api, Screen screen)
{
    public const string Name = "resume";

    readonly Argument<Guid?> _order = new("ORDER") { Description = "The order's id.", Arity = ArgumentArity.ZeroOrOne, CustomParser = ParseOrder };
    readonly Option<string?> _state = new("--state") { Description = "Orders in this state instead, such as Allocating.", HelpName = "STATE" };
    readonly Option<TimeSpan?> _age = AgeOption.Of("--older-than", "With --state: only what has been awaited for longer, such as 30s, 5m, 2h or 1d.");
    readonly Option<bool> _dryRun = new("--dry-run") { Description = "Says what would be asked for." };
    readonly OnRecord _record = new();

    public Command Build()
    {
        var command = new Command(Name, "Has the sagas ask again, at once, for what orders wait for, dead letters or not. Exit code 0: nothing is left to ask for; 1: something is; 2: it is not known.")
        {
            _order,
            _state,
            _age,
            _dryRun,
            new ResumeHistoryCommand(api, screen).Build(),
        };
        _record.AddTo(command);
        command.Validators.Add(Validate);
        command.SetAction(RunAsync);
        return command;
    }

    void Validate(CommandResult result)
    {
        var (hasOrder, hasState) = (result.GetResult(_order) is { Tokens.Count: > 0 }, result.GetResult(_state) is not null);
        if (hasOrder == hasState)
            result.AddError("An order's id, or --state STATE --older-than TIME.");
        else if (hasState != result.GetResult(_age) is not null)
            result.AddError("--state and --older-than go together.");
        else if (result.GetResult(_dryRun) is null && !_record.HasReason(result))
            result.AddError("Asking again needs --reason TEXT, which goes on record; --dry-run needs none.");
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var wish = new ResumeWish
        {
            OrderId = parsed.GetValue(_order),
            State = parsed.GetValue(_state),
            OlderThanSeconds = (int?)parsed.GetValue(_age)?.TotalSeconds,
            Apply = !parsed.GetValue(_dryRun),
            Reason = _record.ReasonOf(parsed),
        };
        var resumption = await api.ResumeAsync(wish, _record.ByOf(parsed), cancellationToken);
        screen.Show(ListingOf(resumption.Answers));
        screen.Say(resumption switch
        {
            { Answers.Count: 0 } => "nothing is awaited",
            { Asked: true } => $"{Cell.Count(resumption.Answers.Count, "answer")}: asked for again within seconds",
            _ => $"{Cell.Count(resumption.Answers.Count, "answer")} would be asked for again",
        });
        if (!resumption.Complete)
            screen.Say("there are more: repeat the command with a longer --older-than, or when these have come");
        return resumption.Complete && resumption.Asked == (resumption.Answers.Count > 0) ? ExitCode.Done : ExitCode.Open;
    }

    static Guid? ParseOrder(ArgumentResult result)
    {
        if (result.Tokens is not [var token])
            return null;
        if (Guid.TryParse(token.Value, out var order))
            return order;
        result.AddError($"'{token.Value}' is not an order's id.");
        return null;
    }

    static Listing ListingOf(IEnumerable<AwaitedAnswer> answers)
    {
        var listing = new Listing(new("ANSWER"), new("ORDER", Whole: true), new("PRODUCT", Stacked: true), new("STATE"), new("SINCE"), new("RESENDS"));
        foreach (var answer in answers)
            listing.Add(Cell.Of(answer.Answer), Cell.Of(answer.OrderId), Cell.Of(answer.ProductId), Cell.Of(answer.State), Cell.Of(answer.Since), Cell.Of(answer.Attempts));
        return listing;
    }
}
