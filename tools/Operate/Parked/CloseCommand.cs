using System.CommandLine;
using FlashSale.Client.Parked;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Parked;

/// <summary>parked send and parked discard. Ends with 0 when all that were named were parked still, else with 1.</summary>
sealed class CloseCommand(string verb, string done, string description, Func<ParkedWish, string, CancellationToken, Task<ParkedCount>> close, Screen screen)
{
    readonly Argument<long[]> _ids = new("PARKED") { Description = "Their numbers, as listed.", Arity = ArgumentArity.ZeroOrMore };
    readonly Option<bool> _all = new("--all") { Description = "All that are parked." };
    readonly OnRecord _record = new();

    public Command Build()
    {
        var command = new Command(verb, description) { _ids, _all };
        _record.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_ids) is { Tokens.Count: > 0 } == result.GetResult(_all) is not null)
                result.AddError("Numbers of parked messages, or --all.");
            else if (!_record.HasReason(result))
                result.AddError("It needs --reason TEXT, which goes on record.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (ids, all) = (parsed.GetValue(_ids)!, parsed.GetValue(_all));
        var wish = new ParkedWish { Ids = all ? null : ids, All = all, Reason = _record.ReasonOf(parsed)! };
        var closed = await close(wish, _record.ByOf(parsed), cancellationToken);
        screen.Say($"{Cell.Count(closed.Count, "parked message")} {done}");
        return all || closed.Count == ids.Distinct().Count() ? ExitCode.Done : ExitCode.Failed;
    }
}
