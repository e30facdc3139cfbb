using System.CommandLine;
using FlashSale.Client;
using FlashSale.Client.DeadLetters;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.DeadLetters;

/// <summary>dead-letters replay: back to the queue where they failed, and waits for the end of it.</summary>
sealed class ReplayCommand(OperatorApi api, Screen screen)
{
    const string AllQueues = "all";

    readonly Argument<string> _queue = NameArgument.Required("QUEUE", $"The queue, such as order-state_error, or {AllQueues}: one queue after the other, until a replay does not complete.");
    readonly FilterOptions _filter = new();
    readonly OnRecord _record = new();
    readonly Option<int?> _rate = new("--rate") { Description = "How many a second (20).", HelpName = "N" };
    readonly Option<bool> _keepGoing = new("--keep-going") { Description = "Does not stop when one comes back." };
    readonly Option<bool> _dryRun = new("--dry-run") { Description = "Says what each would do now, and replays none." };

    public Command Build()
    {
        var command = new Command("replay", "Sends dead letters back to the queue where they failed. Stops when one comes back. Ends with 0 when all are replayed.");
        command.Aliases.Add("redeliver");
        command.Arguments.Add(_queue);
        _filter.AddTo(command, "How many to replay at most (all).");
        command.Options.Add(_rate);
        command.Options.Add(_keepGoing);
        _record.AddTo(command);
        command.Options.Add(_dryRun);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_dryRun) is null && !_record.HasReason(result))
                result.AddError("A replay needs --reason TEXT, which goes on record; --dry-run needs none.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new ReplayRequest
        {
            Filter = _filter.FilterOf(parsed),
            Limit = _filter.LimitOf(parsed),
            RatePerSecond = parsed.GetValue(_rate),
            StopOnRepeat = !parsed.GetValue(_keepGoing),
            Reason = _record.ReasonOf(parsed),
        };
        var (queues, by) = (await QueuesAsync(parsed.GetValue(_queue)!, cancellationToken), _record.ByOf(parsed));
        if (queues.Count == 0)
            screen.Say("no dead letters");
        foreach (var queue in queues)
        {
            if (parsed.GetValue(_dryRun))
                await ForecastAsync(queue, request, by, cancellationToken);
            else if (!await ReplayAsync(queue, request, by, cancellationToken))
                return ExitCode.Failed;
        }

        return ExitCode.Done;
    }

    async Task<IReadOnlyList<string>> QueuesAsync(string queue, CancellationToken cancellationToken) => queue == AllQueues
        ? [.. (await api.ListDeadLettersAsync(cancellationToken)).Where(found => found.Count > 0).Select(found => found.Name)]
        : [queue];

    async Task ForecastAsync(string queue, ReplayRequest request, string by, CancellationToken cancellationToken)
    {
        var forecast = await api.ForecastAsync(queue, request, by, cancellationToken);
        screen.Show(DeadLetterListing.Of(forecast.Messages));
        var outcomes = string.Join(", ", forecast.Outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"));
        screen.Say($"{forecast.Queue}: {forecast.WouldRedeliver} of {Cell.Count(forecast.Count, "dead letter")} would be replayed{(outcomes.Length == 0 ? "" : $": {outcomes}")}");
    }

    async Task<bool> ReplayAsync(string queue, ReplayRequest request, string by, CancellationToken cancellationToken)
    {
        var begun = await api.ReplayAsync(queue, request, by, cancellationToken);
        var ended = await new ReplayWatch(api, screen).FollowAsync(begun, cancellationToken);
        screen.Say($"{ended.Queue}: {ended.State}, {ended.Redelivered} replayed, {ended.CameBack} came back{(ended.Note is null ? "" : $". {Cell.Of(ended.Note)}")}");
        return ended.IsCompleted;
    }
}
