using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Oracle;

/// <summary>What one client saw of one order, read after read.</summary>
public sealed class I12StatusGoesForward() : Invariant("I12", "the status that a client sees follows the state machine and never goes back")
{
    static readonly Dictionary<string, string[]> Next = new(StringComparer.Ordinal)
    {
        ["Accepted"] = ["Allocating"],
        ["Allocating"] = ["AwaitingPayment", "Confirmed", "Releasing", "Rejected"],
        ["AwaitingPayment"] = ["Confirmed", "Releasing"],
        ["Confirmed"] = ["Completed"],
        ["Releasing"] = ["Expired", "Cancelled", "Declined"],
        ["Completed"] = [],
        ["Expired"] = [],
        ["Cancelled"] = [],
        ["Declined"] = [],
        ["Rejected"] = [],
    };

    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var states = evidence.Orders.ToDictionary(order => order.OrderId, order => order.State);
        foreach (var reads in evidence.Journal.Where(entry => entry.Deed == Deed.Read && entry.OrderId is not null).GroupBy(entry => (entry.UserId, entry.OrderId)))
        {
            var known = "Accepted";
            foreach (var read in reads)
            {
                if (read.Status == 404 && states.ContainsKey(read.OrderId!.Value))
                    yield return $"Order {read.OrderId} was 404 at {read.At:HH:mm:ss.fff}.";
                if (read.OrderStatus is not { } status)
                    continue;
                if (!CanBecome(known, status))
                    yield return $"Order {read.OrderId} was {known} and then {status}.";
                known = status;
            }

            if (states.TryGetValue(reads.Key.OrderId!.Value, out var last) && !CanBecome(known, last))
                yield return $"Order {reads.Key.OrderId} was {known} for its buyer, and is {last}.";
        }
    }

    static bool CanBecome(string from, string to) => from == to || (Next.TryGetValue(from, out var next) && next.Any(step => CanBecome(step, to)));
}
