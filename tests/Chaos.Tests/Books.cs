using FlashSale.Chaos.Oracle;
using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Tests;

/// <summary>Evidence of a small sale in which all went well: one order completed, one expired, one buyer turned away, and the prober.</summary>
static class Books
{
    public static readonly Guid Paid = Guid.Parse("00000000-0000-0000-0000-000000000001");
    public static readonly Guid Expired = Guid.Parse("00000000-0000-0000-0000-000000000002");
    public static readonly Guid Probed = Guid.Parse("00000000-0000-0000-0000-000000000003");
    public static readonly Guid Stranger = Guid.Parse("00000000-0000-0000-0000-000000000009");

    public static Evidence Good { get; } = new()
    {
        Sale = new("phone", Stock: 2, PaymentWindowSeconds: 5),
        Journal =
        [
            Order("alice", 202, Paid, key: "a"), Order("alice", 202, Paid, key: "a"), Order("alice", 422, key: "a") with { Code = "idempotency-key-reused", Quantity = 2 },
            Order("bob", 202, Expired), Order("carol", 409) with { Code = "sold-out" }, Order("prober-0", 202, Probed),
            Read("alice", Paid, "Accepted"), Read("alice", Paid, "AwaitingPayment"), Pay("alice", Paid, "p1"), Read("alice", Paid, "Completed"),
            Read("bob", Expired, "Allocating"), Read("bob", Expired, "Expired"), Pay("bob", Expired, "p2"),
        ],
        Orders = [new(Paid, "Completed", "alice", 1, 20, "a", "p1", "alice@example.com"), new(Expired, "Expired", "bob", 1, 20, null, null, "bob@example.com"), new(Probed, "Cancelled", "prober-0", 1, 20, null, null, null)],
        Movements =
        [
            new(1, null, "total", "opened", 2),
            new(2, Paid, "allocation", "allocated", 1), new(3, Expired, "allocation", "allocated", 1), new(4, Paid, "settlement", "committed", 1), new(5, Expired, "settlement", "released", 1),
            new(6, Probed, "allocation", "allocated", 1), new(7, Probed, "settlement", "released", 1),
        ],
        Stock = new(2, 1, 0, 1),
        Payments = [new("p1", "succeeded", Paid, 20), new("p2", "succeeded", Expired, 20)],
        Refunds = [new("p2", Expired, 20, "Refunded")],
        ProviderRefunds = [new("p2", 20, 1)],
        Timeline =
        [
            Step(Paid, "Initial", "Allocating"), Step(Paid, "Allocating", "AwaitingPayment"), Step(Paid, "AwaitingPayment", "Confirmed"), Step(Paid, "Confirmed", "Confirmed"), Step(Paid, "Confirmed", "Completed"),
            Step(Expired, "Initial", "Allocating"), Step(Expired, "Allocating", "AwaitingPayment"), Step(Expired, "AwaitingPayment", "Releasing"), Step(Expired, "Releasing", "Expired"), Step(Expired, "Expired", "Expired"),
            Step(Probed, "Initial", "Allocating"), Step(Probed, "Allocating", "AwaitingPayment"), Step(Probed, "AwaitingPayment", "Releasing"), Step(Probed, "Releasing", "Cancelled"),
        ],
        Notices = [new(Paid, "confirmed", "Sent", "<1.confirmed@flashsale>"), new(Expired, "expired", "Sent", "<2.expired@flashsale>"), new(Probed, "cancelled", "Skipped", "<3.cancelled@flashsale>")],
        Mails = ["1.confirmed@flashsale", "2.expired@flashsale"],
        Redis = new(1, 1, new Dictionary<Guid, int> { [Paid] = 1 }, new Dictionary<string, int> { ["alice"] = 1 }, 0, 0),
    };

    public static Entry Order(string user, int status, Guid? id = null, string? key = null) => new() { At = default, Deed = Deed.Order, UserId = user, Status = status, OrderId = id, Key = key };

    public static Entry Read(string user, Guid id, string status) => new() { At = default, Deed = Deed.Read, UserId = user, Status = 200, OrderId = id, OrderStatus = status };

    public static Entry Pay(string user, Guid id, string payment) => new() { At = default, Deed = Deed.Pay, UserId = user, Status = 202, OrderId = id, PaymentId = payment, Amount = 20, Outcome = "succeeded" };

    public static Evidence.TimelineStep Step(Guid id, string from, string to, Guid? message = null) => new(id, from, to, "Event", message ?? Guid.NewGuid());
}
