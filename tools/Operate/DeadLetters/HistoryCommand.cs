using System.CommandLine;
using FlashSale.Client;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.DeadLetters;

/// <summary>dead-letters history: who replayed what, and why.</summary>
sealed class HistoryCommand(OperatorApi api, Screen screen)
{
    readonly Option<Guid?> _order = new("--order") { Description = "Those that touched this order.", HelpName = "ID" };

    public Command Build()
    {
        var command = new Command("history", "Who replayed what, and why, the newest first.") { _order };
        command.SetAction(RunAsync);
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var listing = new Listing(new("STARTED"), new("QUEUE", Stacked: true), new("STATE"), new("REPLAYED"), new("CAME BACK"), new("BY"), new("REASON"), new("NOTE", Stacked: true));
        foreach (var replay in await api.ListReplaysAsync(parsed.GetValue(_order), cancellationToken))
        {
            listing.Add(Cell.Of(replay.StartedAt), replay.Queue, replay.State, Cell.Of(replay.Redelivered), Cell.Of(replay.CameBack), Cell.Of(replay.RequestedBy), Cell.Of(replay.Reason), Cell.Of(replay.Note));
        }

        screen.Show(listing);
        if (listing.IsEmpty)
            screen.Say("nothing was replayed");
        return ExitCode.Done;
    }
}
