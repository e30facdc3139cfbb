using System.CommandLine;
using FlashSale.Client;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Reconciliation;

/// <summary>reconcile history: who had the books compared or repaired, and why.</summary>
sealed class RepairHistoryCommand(OperatorApi api, Screen screen)
{
    public Command Build()
    {
        var command = new Command("history", "Who had the books compared or repaired, and why, the newest first.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var listing = new Listing(new("REQUESTED"), new("WHAT"), new("PRODUCT"), new("BY"), new("REASON"), new("DONE", Stacked: true));
        foreach (var request in await api.ListReconciliationsAsync(cancellationToken))
        {
            listing.Add(Cell.Of(request.RequestedAt), request.Apply ? "repair" : "dry run", request.ProductId ?? "all", Cell.Of(request.RequestedBy), Cell.Of(request.Reason),
                request.EndedAt is null ? "not done yet" : Cell.Of(string.Join(" ", request.Done)));
        }

        screen.Show(listing);
        if (listing.IsEmpty)
            screen.Say("nobody has asked for it yet");
        return ExitCode.Done;
    }
}
