using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

/// <summary>Redis refuses to write, and then somebody takes writes again: from then on the door has to open soon.</summary>
abstract class DoorScenario(string name, string story) : Scenario(name, story)
{
    /// <summary>From a Redis that takes writes to orders that are taken.</summary>
    static readonly TimeSpan Allowed = TimeSpan.FromSeconds(2);

    static readonly TimeSpan Watched = TimeSpan.FromSeconds(8);

    /// <summary>Looks at the orders of the next seconds.</summary>
    /// <param name="run">The run.</param>
    /// <param name="closed">Since when Redis refused.</param>
    /// <param name="what">What happened to Redis.</param>
    protected static async Task WatchDoorAsync(Run run, DateTimeOffset closed, string what)
    {
        var writable = Run.Now;
        await Task.Delay(Watched);
        var orders = run.Journal.Entries.Where(entry => entry.Deed == Deed.Order && entry.At >= closed).ToArray();
        var first = orders.Where(order => order.IsAccepted && order.At >= writable).Select(order => (double?)(order.At - writable).TotalSeconds).Min();
        var refused = orders.Count(order => IsRefused(order) && order.At < writable + Allowed);
        run.Hit(orders.Length > 20, $"{what}: {refused} orders were refused or not answered, and the first was taken {(first is { } seconds ? $"{seconds:0.0} s after Redis took writes again" : "never")}");
        // Beside another trouble a refusal has that for its reason.
        if (run.IsTroubledOtherwise)
            return;
        var late = orders.Where(order => IsRefused(order) && order.At >= writable + Allowed).ToArray();
        if (late.Length > 0)
            run.Violations.Add($"{what}: {late.Length} orders were refused later than {Allowed.TotalSeconds} s after Redis took writes again, the last with {late[^1].Code} after {(late[^1].At - writable).TotalSeconds:0.0} s.");
    }

    static bool IsRefused(Entry order) => order.Status == 0 || order.Code is "temporarily-unavailable" or "outcome-unknown";
}
