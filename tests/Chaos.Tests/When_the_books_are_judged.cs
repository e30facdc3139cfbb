using FlashSale.Chaos.Oracle;
using Shouldly;
using Xunit;
using static FlashSale.Chaos.Tests.Books;

namespace FlashSale.Chaos.Tests;

/// <summary>Each invariant finds the books that contradict it, and finds nothing in good ones.</summary>
public sealed class When_the_books_are_judged
{
    static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_find_nothing_in_good_books() => Invariants.All.SelectMany(invariant => invariant.Violations(Good)).ShouldBeEmpty();

    public static TheoryData<string, string, Evidence> Bad { get; } = new()
    {
        { "I1", "a unit that no movement accounts for", Good with { Stock = new(2, 0, 0, 2) } },
        { "I1", "a unit too many", Good with { Stock = new(2, 2, 0, 1) } },
        { "I1", "more sold than there was", Good with { Stock = new(0, -1, 0, 1), Movements = [.. Good.Movements.Skip(1)] } },
        { "I2", "a unit that Redis would sell again", Good with { Redis = Good.Redis with { Available = 2 } } },
        { "I2", "a unit that nobody can buy", Good with { Redis = Good.Redis with { Available = 0 } } },
        { "I2", "a sold unit without its reservation", Good with { Redis = Good.Redis with { Reservations = new Dictionary<Guid, int>() } } },
        { "I2", "a reservation of an order that was released", Good with { Redis = Good.Redis with { Reservations = new Dictionary<Guid, int> { [Expired] = 1 } } } },
        { "I2", "what was seen under load", Good with { SeenMeanwhile = ["Redis had more than the ledger."] } },
        { "I3", "an order both sold and released", Good with { Movements = [.. Good.Movements, new(8, Paid, "settlement", "released", 1)] } },
        { "I3", "a completed order without a commit", Good with { Movements = [.. Good.Movements.Where(movement => movement.Decision != "committed")] } },
        { "I3", "movements of an order that nobody has", Good with { Movements = [.. Good.Movements, new(8, Stranger, "allocation", "allocated", 1)] } },
        { "I4", "an accepted order that is gone", Good with { Orders = [Good.Orders[0]] } },
        { "I4", "an order that nobody asked for", Good with { Orders = [.. Good.Orders, Good.Orders[0] with { OrderId = Stranger, Key = null }] } },
        { "I4", "an order under another buyer's name", Good with { Orders = [Good.Orders[0] with { UserId = "carol" }, .. Good.Orders.Skip(1)] } },
        { "I5", "an order that waits for ever", Good with { Orders = [Good.Orders[0] with { State = "AwaitingPayment" }, .. Good.Orders.Skip(1)] } },
        { "I5", "a deadline that came early", Good with { Orders = [.. Good.Orders.Select(order => order with { Due = Noon })], Timeline = [.. Good.Timeline, Step(Expired, "Expired", "Expired") with { Event = "PaymentExpired", At = Noon.AddSeconds(-1) }] } },
        { "I5", "a deadline that was not sent", Good with { Waiting = new Dictionary<string, int> { ["ordering.scheduled_message"] = 1 } } },
        { "I6", "a late payment that was kept", Good with { Refunds = [], ProviderRefunds = [] } },
        { "I6", "a refund that the provider has not made", Good with { ProviderRefunds = [] } },
        { "I6", "a refund that the provider has made twice", Good with { ProviderRefunds = [.. Good.ProviderRefunds, .. Good.ProviderRefunds] } },
        { "I6", "a paid order whose payment went back", Good with { Refunds = [.. Good.Refunds, new("p1", Paid, 20, "Refunded")], ProviderRefunds = [.. Good.ProviderRefunds, new("p1", 20, 1)] } },
        { "I6", "a payment that was taken and not recorded", Good with { Payments = [Good.Payments[0]], Refunds = [], ProviderRefunds = [] } },
        { "I6", "an order that expired although its payment was on record", Good with { Journal = [.. Good.Journal.Select(entry => entry.PaymentId == "p2" ? entry with { At = Noon } : entry)], Timeline = [.. Good.Timeline.Select(step => step.OrderId == Expired && step.To == "Releasing" ? step with { Event = "PaymentExpired", At = Noon.AddSeconds(8) } : step)] } },
        { "I6", "a payment for an order that does not exist", Good with { Payments = [.. Good.Payments, new("p3", "succeeded", Stranger, 20)] } },
        { "I6", "a refund that nobody asked for", Good with { ProviderRefunds = [.. Good.ProviderRefunds, new("p9", 20, 1)] } },
        { "I7", "a second unit for a limit of one", Good with { Orders = [Good.Orders[0], Good.Orders[1] with { UserId = "alice" }, Good.Orders[2]] } },
        { "I7", "a limit that forgot a unit", Good with { Redis = Good.Redis with { BuyerUnits = new Dictionary<string, int>() } } },
        { "I7", "a limit that remembers a released unit", Good with { Redis = Good.Redis with { BuyerUnits = new Dictionary<string, int> { ["alice"] = 1, ["bob"] = 1 } } } },
        { "I8", "two orders of one key", Good with { Orders = [.. Good.Orders, Good.Orders[0] with { OrderId = Stranger }] } },
        { "I8", "two answers to one key", Good with { Journal = [.. Good.Journal, Order("alice", 202, Stranger, key: "a")] } },
        { "I8", "other values accepted under a key", Good with { Journal = [.. Good.Journal, Order("alice", 202, Paid, key: "a") with { Quantity = 2 }] } },
        { "I9", "a message that was not sent", Good with { Waiting = new Dictionary<string, int> { ["ordering.outbox"] = 1 } } },
        { "I9", "a state without its step", Good with { Timeline = [.. Good.Timeline.Where(step => step.To != "Completed")] } },
        { "I9", "a gap in the timeline", Good with { Timeline = [.. Good.Timeline.Where(step => step.To != "AwaitingPayment")] } },
        { "I9", "a message that was taken note of twice", Good with { Timeline = [.. Good.Timeline, Step(Paid, "Completed", "Completed", Stranger), Step(Paid, "Completed", "Completed", Stranger)] } },
        { "I9", "a message that moved an order twice", Good with { Timeline = [Step(Paid, "Initial", "Allocating", Stranger), Step(Paid, "Allocating", "Completed", Stranger), .. Good.Timeline.Skip(5)] } },
        { "I17", "an order that nobody would come back to", Good with { Silent = new Dictionary<Guid, string> { [Paid] = "AwaitingPayment" } } },
        { "I18", "a message that was sent again in vain", Good with { Timeline = [.. Good.Timeline, Step(Paid, "Completed", "Completed") with { Event = "CommitStock (sent again)" }] } },
        { "I10", "a message in a queue", Good with { Queues = new Dictionary<string, int> { ["order-state"] = 1 } } },
        { "I10", "a dead letter", Good with { Queues = new Dictionary<string, int> { ["order-state_error"] = 1 } } },
        { "I10", "an expected dead letter that is not there", Good with { ExpectedDeadLetters = 1 } },
        { "I10", "an intent in the stream", Good with { Redis = Good.Redis with { IntentsWaiting = 1 } } },
        { "I10", "an intent that could not be read", Good with { Redis = Good.Redis with { IntentsSetAside = 1 } } },
        { "I10", "a relayed intent without a saga", Good with { Redis = Good.Redis with { Reservations = new Dictionary<Guid, int> { [Stranger] = 1 } } } },
        { "I11", "an end that nobody was told of", Good with { Notices = [.. Good.Notices.Skip(1)] } },
        { "I11", "a mail that is not in the folder", Good with { Mails = [] } },
        { "I11", "a notice that was given up", Good with { Notices = [Good.Notices[0] with { State = "GivenUp" }, .. Good.Notices.Skip(1)] } },
        { "I11", "a notice of another end", Good with { Notices = [Good.Notices[0] with { Kind = "expired" }, .. Good.Notices.Skip(1)] } },
        { "I12", "a status that went back", Good with { Journal = [.. Good.Journal, Read("alice", Paid, "AwaitingPayment")] } },
        { "I12", "a status that changed its mind", Good with { Journal = [.. Good.Journal, Read("bob", Expired, "Completed")] } },
        { "I12", "an order that was not found for a while", Good with { Journal = [.. Good.Journal, Read("alice", Paid, "Completed") with { Status = 404, OrderStatus = null }] } },
        { "I13", "a stuck sold-out", Good with { Journal = [.. Good.Journal, Order("prober-1", 409) with { Code = "sold-out" }] } },
        { "I13", "a sale where nobody asked", Good with { Journal = [.. Good.Journal.Where(entry => entry.UserId != "prober-0")] } },
        { "I14", "an order of one who was refused", Good with { Journal = [.. Good.Journal.Select(entry => entry.UserId == "bob" && entry.Status == 202 && entry.PaymentId is null ? entry with { Status = 409, Code = "sold-out" } : entry)] } },
        { "I14", "units of one who was refused", Good with { Redis = Good.Redis with { BuyerUnits = new Dictionary<string, int> { ["carol"] = 1 } } } },
        { "I14", "a refusal without a reason", Good with { Journal = [.. Good.Journal, Order("dave", 500) with { Code = "internal-error" }] } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Should_find(string invariant, string what, Evidence evidence) =>
        Invariants.All.Single(one => one.Id == invariant).Violations(evidence).ShouldNotBeEmpty(what);

    [Fact]
    public void Should_have_a_bad_case_for_each_invariant() =>
        Bad.Select(row => (string)row[0]).Distinct().ShouldBe(Invariants.All.Select(invariant => invariant.Id), ignoreOrder: true);
}
