using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Graph;
using FlashSale.Ordering.Sagas.Tests.Bench;
using FlashSale.ServiceDefaults.Faults;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>Each pair of state and event, driven for real. A state or an event that is new fails here until it is decided.</summary>
public sealed class Every_event_in_every_state(OrderBench bench) : IClassFixture<OrderBench>
{
    // A state: handled, and the order is then in it. noted: handled, and the order stays where it is. "." ignored: consumed
    // without a trace. fault: the message is refused, nothing changes. later: it comes again later. none: there is no such order.
    const string Table = """
        event                      | none       | Allocating      | AwaitingPayment | Confirmed | Releasing | Completed | Expired | Cancelled | Declined | Rejected
        OrderSubmitted             | Allocating | .               | .               | .         | .         | .         | .       | .         | .        | .
        StockAllocated             | fault      | AwaitingPayment | .               | .         | .         | .         | .       | .         | .        | fault
        StockRejected              | fault      | Rejected        | fault           | fault     | fault     | fault     | fault   | fault     | fault    | .
        StockCommitted             | fault      | fault           | fault           | noted     | fault     | .         | fault   | fault     | fault    | fault
        StockReleased              | fault      | fault           | fault           | fault     | Expired   | fault     | .       | .         | .        | fault
        PaymentReceived            | later      | noted           | Confirmed       | noted     | noted     | noted     | noted   | noted     | noted    | noted
        PaymentDeclined            | later      | noted           | noted           | .         | .         | .         | .       | .         | .        | .
        OrderCancellationRequested | later      | noted           | Releasing       | .         | .         | .         | .       | .         | .        | .
        PaymentExpired             | .          | fault           | Releasing       | .         | .         | .         | .       | .         | .        | .
        NoticeEnded                | .          | fault           | fault           | noted     | fault     | .         | noted   | noted     | noted    | noted
        RefundCompleted            | .          | noted           | noted           | noted     | noted     | noted     | noted   | noted     | noted    | noted
        """;

    const string NoOrder = "none";

    static readonly Dictionary<(string State, string Event), string> Expected = Read();

    static readonly OrderDecisions Drawn = OrderDecisions.Of(new OrderStateMachine(new FaultTimings(), NullLogger<OrderStateMachine>.Instance));

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in Drawn.States.Prepend(NoOrder))
        {
            foreach (var name in Drawn.Events)
                pairs.Add(state, name);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Should_do_what_was_decided(string state, string name)
    {
        Expected.ShouldContainKey((state, name), $"Nobody has decided what {name} does in {state}.");
        var expected = Expected[(state, name)];
        var order = new TestOrder(bench);
        if (state != NoOrder)
            await PutAsync(order, state);
        var before = await LookAsync(order);

        var fault = await bench.TellAsync(MessageFor(order.Id, name), schedule: order.Id);

        var after = await LookAsync(order);
        var handled = after.Rows > 0;
        var outcome = fault is not null ? "fault" : await order.PostponedAsync() == 1 ? "later" : !handled ? "." : after.State == before.State ? "noted" : after.State;
        outcome.ShouldBe(expected, fault?.ToString());
        if (!handled)
            after.ShouldBe(before);
        if (state != NoOrder)
            Drawn[state, name].Kind.ShouldBe(expected switch { "fault" => OrderDecisionKind.Fault, "." => OrderDecisionKind.Ignored, _ => OrderDecisionKind.Handled });
    }

    [Fact]
    public void Should_decide_nothing_that_the_machine_does_not_know() =>
        Expected.Keys.ShouldBe(Drawn.States.Prepend(NoOrder).SelectMany(state => Drawn.Events.Select(name => (state, name))), ignoreOrder: true);

    [Fact]
    public void Should_know_all_messages_that_are_addressed_to_the_saga() =>
        Drawn.Events.ShouldBe(Expected.Keys.Select(pair => pair.Event).Distinct(), ignoreOrder: true);

    [Fact]
    public void Should_never_reach_MassTransits_final_state()
    {
        // A finalised instance would be deleted, and the next replay of its OrderSubmitted would begin the order anew.
        foreach (var state in Drawn.States)
        {
            foreach (var name in Drawn.Events)
                Drawn[state, name].Targets.ShouldNotContain("Final");
        }
    }

    /// <summary>State, columns and refunds of the order; rows of the timeline. MassTransit forgets the token of any schedule that has fired.</summary>
    async Task<(string State, string Row, long Refunds, long Rows)> LookAsync(TestOrder order) => (
        await bench.Database.ScalarAsync<string>("SELECT state FROM ordering.orders WHERE order_id = $1", order.Id),
        await bench.Database.ScalarAsync<string>("SELECT (to_jsonb(o) - '{updated_at,payment_expired_token}'::text[])::text FROM ordering.orders o WHERE order_id = $1", order.Id),
        await bench.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.refunds WHERE order_id = $1", order.Id),
        await bench.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.timeline WHERE order_id = $1", order.Id));

    Task<int> PutAsync(TestOrder order, string state) => bench.WithDbAsync(db =>
    {
        var paid = state is "Confirmed" or "Completed";
        db.Orders.Add(new OrderState
        {
            CorrelationId = order.Id,
            CurrentState = state,
            ProductId = "phone",
            UserId = "ada",
            Quantity = 2,
            UnitPrice = 19.99m,
            Currency = "EUR",
            PaymentWindowSeconds = 900,
            AcceptedAt = DateTimeOffset.UtcNow,
            PaymentDueAt = state is "Allocating" or "Rejected" ? null : DateTimeOffset.UtcNow.AddMinutes(-1),
            // The token that the message carries: any other would be dropped as a deadline that is no longer the order's.
            PaymentExpiredToken = order.Id,
            PaymentId = paid ? $"own-{order.Id:N}" : null,
            RequestedEnd = state switch { "Releasing" => "Expired", "Expired" or "Cancelled" or "Declined" => state, _ => null },
            StockCommitted = state == "Completed",
            NoticeOutcome = state == "Completed" ? "Sent" : null,
        });
        return db.SaveChangesAsync();
    });

    static object MessageFor(Guid orderId, string name) => name switch
    {
        nameof(OrderSubmitted) => new OrderSubmitted { OrderId = orderId, ProductId = "phone", UserId = "ada", Quantity = 2, UnitPrice = 19.99m, Currency = "EUR", PaymentWindowSeconds = 900, AcceptedAt = DateTimeOffset.UtcNow },
        nameof(StockAllocated) => new StockAllocated { OrderId = orderId, PaymentDueAt = DateTimeOffset.UtcNow.AddMinutes(15) },
        nameof(StockRejected) => new StockRejected { OrderId = orderId, Reason = "insufficient" },
        nameof(StockCommitted) => new StockCommitted { OrderId = orderId },
        nameof(StockReleased) => new StockReleased { OrderId = orderId },
        nameof(PaymentReceived) => new PaymentReceived { OrderId = orderId, PaymentId = $"p1-{orderId:N}", Amount = 39.98m, Currency = "EUR" },
        nameof(PaymentDeclined) => new PaymentDeclined { OrderId = orderId, PaymentId = $"p1-{orderId:N}" },
        nameof(OrderCancellationRequested) => new OrderCancellationRequested { OrderId = orderId },
        nameof(PaymentExpired) => new PaymentExpired { OrderId = orderId },
        nameof(NoticeEnded) => new NoticeEnded { OrderId = orderId, Notice = "confirmed", Channel = "email", Outcome = NoticeOutcome.Sent },
        nameof(RefundCompleted) => new RefundCompleted { OrderId = orderId, PaymentId = $"p1-{orderId:N}" },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "An event that this test has no message for."),
    };

    static Dictionary<(string State, string Event), string> Read()
    {
        var lines = Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        return lines.Skip(1)
            .SelectMany(line => lines[0].Skip(1).Zip(line.Skip(1)), (line, cell) => (State: cell.First, Event: line[0], Outcome: cell.Second))
            .ToDictionary(cell => (cell.State, cell.Event), cell => cell.Outcome);
    }
}
