using System.CommandLine;
using FlashSale.Client;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Sagas;

/// <summary>resume history: who had what asked for again, and why.</summary>
sealed class ResumeHistoryCommand(OperatorApi api, Screen screen)
{
    public Command Build()
    {
        var command = new Command("history", "Who had what asked for again, and why, the newest first.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var listing = new Listing(new("REQUESTED"), new("ANSWERS"), new("BY"), new("REASON"), new("ORDERS", Stacked: true));
        foreach (var request in await api.ListResumesAsync(cancellationToken))
            listing.Add(Cell.Of(request.RequestedAt), Cell.Of(request.Answers), Cell.Of(request.RequestedBy), Cell.Of(request.Reason), Cell.Of(string.Join(' ', request.Orders)));
        screen.Show(listing);
        if (listing.IsEmpty)
            screen.Say("nobody has resumed an order yet");
        return ExitCode.Done;
    }
}
