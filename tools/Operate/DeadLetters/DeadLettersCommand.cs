using System.CommandLine;
using FlashSale.Client;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.DeadLetters;

/// <summary>dead-letters: without a verb of its own it lists the queues.</summary>
sealed class DeadLettersCommand(OperatorApi api, Screen screen)
{
    const int LongestFault = 140;

    public Command Build()
    {
        var command = new Command("dead-letters", "Messages that were given up: queues of them, grouped by message and exception. Looking uses nothing up.")
        {
            new ShowCommand(api, screen).Build(),
            new ReplayCommand(api, screen).Build(),
            new HistoryCommand(api, screen).Build(),
        };
        command.SetAction((_, cancellationToken) => ListAsync(cancellationToken));
        return command;
    }

    async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        var queues = (await api.ListDeadLettersAsync(cancellationToken)).Where(queue => queue.Count > 0).ToList();
        var listing = new Listing(new("QUEUE", Whole: true), new("COUNT"), new("OLDEST"), new("MESSAGE"), new("EXCEPTION", Stacked: true), new("LATEST FAULT", Stacked: true), new("CAME BACK"));
        foreach (var queue in queues)
        {
            foreach (var group in queue.Groups)
                listing.Add(queue.Name, Cell.Of(group.Count), Cell.AgeOf(group.OldestAt), Cell.Of(group.MessageType), Cell.Of(group.ExceptionType), Cell.Of(group.LatestFault, LongestFault), Cell.Of(group.CameBack));
        }

        screen.Show(listing);
        foreach (var queue in queues)
            screen.Say($"{queue.Name}: {Cell.Count(queue.Count, "dead letter")}{(queue.Complete ? "" : $", of which the first {queue.Groups.Sum(group => (long)group.Count)} are grouped")}");
        if (queues.Count == 0)
            screen.Say("no dead letters");
        return ExitCode.Done;
    }
}
