using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Messaging;

/// <summary>The figures of Messaging.Postgres alone.</summary>
static class MessagingTable
{
    public static void Write(IReadOnlyList<MessagingResult> results, Machine machine, TextWriter to)
    {
        to.WriteLine(machine);
        to.WriteLine($"{"a message",-15} {"messages/s",11} {"statements",11} {"transactions",13} {"round trips",12}   CPU us");
        foreach (var result in results)
        {
            var cpu = string.Join(", ", result.CpuMicroseconds.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value:0}"));
            to.WriteLine($"{result.Name,-15} {result.MessagesPerSecond,11:N0} {result.Statements,11:0.00} {result.Transactions,13:0.00} {result.RoundTrips,12:0.00}   {cpu}; others took {result.ElsewhereShare:0%} of the machine");
        }
    }
}
