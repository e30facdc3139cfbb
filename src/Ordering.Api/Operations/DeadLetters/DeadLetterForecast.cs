using System.Globalization;
using FlashSale.Ordering.Api.Operations.Sagas;
using static FlashSale.Ordering.Api.Operations.DeadLetters.ForecastOutcome;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>
/// What a dead letter would do if it were replayed now, by the records as they are. What the saga does with an event is read from
/// its own graph; what the ledger, the refunds and the notices do follows from their unique keys. The records may change before the
/// message is delivered; the replay is safe in any case, because its consumers check again.
/// </summary>
public sealed record DeadLetterForecast(ForecastOutcome Outcome, string Text)
{
    static readonly DeadLetterFacts.Order NoOrder = new(null, null, null, null, null, null, null, null, null, null, [], new Dictionary<string, string>(), new Dictionary<string, string>());

    public static DeadLetterForecast Of(DeadLetter letter, DeadLetterFacts facts)
    {
        if (letter.OrderId is not { } orderId || letter.MessageType is not { } type)
            return new(Unknown, "The message names no order.");
        var order = facts.Orders.GetValueOrDefault(orderId, NoOrder);
        return type switch
        {
            "AllocateStock" => Allocate(letter, order, facts),
            "CommitStock" => Settle(order, "committed"),
            "ReleaseStock" => Settle(order, "released"),
            "RefundRequested" => Refund(letter, order),
            "OrderConfirmed" or "OrderExpired" or "OrderCancelled" or "OrderDeclined" or "OrderRejected" => Notice(order, type["Order".Length..].ToLowerInvariant()),
            _ when order.State is null => WithoutAnOrder(letter, type, order, facts),
            "PaymentReceived" => Payment(letter, order),
            _ => Event(type, order.State),
        };
    }

    static DeadLetterForecast WithoutAnOrder(DeadLetter letter, string type, DeadLetterFacts.Order order, DeadLetterFacts facts) => type switch
    {
        "OrderSubmitted" => new(Acts, $"Begins the order. {Stock(letter, facts)}"),
        "PaymentReceived" when RefundOf(letter, order) is { } refund => new(Nothing, $"No such order; its refund is {refund}."),
        "PaymentReceived" => new(Acts, "No such order: the payment is refunded."),
        "NoticeEnded" or "RefundCompleted" or "PaymentExpired" => new(Nothing, "No such order: dropped with a warning."),
        _ when SagaGraph.Instance.Knows(type) => new(ComesBack, "No such order."),
        _ => new(Unknown, "Nothing here knows this message."),
    };

    static DeadLetterForecast Event(string type, string state) => SagaGraph.Instance.DecisionOn(type, state) switch
    {
        null => new(Unknown, "Nothing here knows this message."),
        { Kind: SagaDecisionKind.Ignored } => new(Nothing, $"The order is {state} and ignores it."),
        { Kind: SagaDecisionKind.Fault } => new(ComesBack, $"The order is {state}, which contradicts it."),
        { Targets: [] } => new(Acts, $"The order is {state}, records the event and stays so."),
        var moves => new(Acts, $"The order is {state} and goes → {string.Join(", ", moves.Targets)}, or records the event."),
    };

    static DeadLetterForecast Payment(DeadLetter letter, DeadLetterFacts.Order order)
    {
        var paymentId = DeadLetterFacts.TextOf(letter, "paymentId");
        var recorded = order.Payments.Any(payment => payment.PaymentId == paymentId && payment.Outcome == "succeeded") ? "" : " The payment is not on record here.";
        if (paymentId is not null && paymentId == order.PaymentId)
            return new(Nothing, $"The order is {order.State}, paid by this very payment.");
        if (RefundOf(letter, order) is { } refund)
            return new(Nothing, $"The order is {order.State}; the payment's refund is {refund}.");
        var pays = order is { State: "Allocating" or "AwaitingPayment", PaymentId: null, RequestedEnd: null }
            && AmountOf(letter) == order.Amount && DeadLetterFacts.TextOf(letter, "currency") == order.Currency;
        return pays
            ? new(Acts, $"The order is {order.State}: this payment pays for it.{recorded}")
            : new(Acts, $"The order is {order.State}: the payment is refunded.{recorded}");
    }

    static DeadLetterForecast Allocate(DeadLetter letter, DeadLetterFacts.Order order, DeadLetterFacts facts) => order.Allocation is { } decision
        ? new(Nothing, $"The ledger has decided: {decision}. It repeats that; the order is {order.State ?? "unknown"}.")
        : new(Acts, $"The ledger decides. {Stock(letter, facts)}");

    static DeadLetterForecast Settle(DeadLetterFacts.Order order, string decision) => order switch
    {
        { Settlement: { } settled } when settled == decision => new(Nothing, $"The ledger has {decision} the units. It repeats that; the order is {order.State ?? "unknown"}."),
        { Settlement: { } settled } => new(ComesBack, $"The ledger has {settled} the units."),
        { Allocation: "allocated" } => new(Acts, $"The units are {decision}; the order is {order.State ?? "unknown"}."),
        _ => new(ComesBack, "The ledger holds no units for this order."),
    };

    static DeadLetterForecast Refund(DeadLetter letter, DeadLetterFacts.Order order) => RefundOf(letter, order) switch
    {
        "Refunded" => new(Nothing, "Refunded: the provider is not asked again."),
        { } => new(Acts, "The refund is looked up at the provider; if it has not been made, the provider is asked for it, under the same key."),
        null => new(Acts, "The refund is not on record here; the provider is asked, and refunds a payment once."),
    };

    static DeadLetterForecast Notice(DeadLetterFacts.Order order, string notice) => order.Notices.GetValueOrDefault(notice) switch
    {
        null or "Sending" => new(Acts, $"The buyer is notified: {notice}; the order is {order.State ?? "unknown"}."),
        var ended => new(Nothing, $"The notice has ended: {ended}. Nothing is sent twice."),
    };

    static string Stock(DeadLetter letter, DeadLetterFacts facts)
    {
        var asked = letter.Message?.TryGetProperty("quantity", out var quantity) is true && quantity.TryGetInt32(out var units) ? units : 1;
        return DeadLetterFacts.TextOf(letter, "productId") is { } product && facts.Available.TryGetValue(product, out var available)
            ? $"The ledger has {available} units of {product} left{(available < asked ? $" and rejects the {asked} asked for" : $"; {asked} asked for")}."
            : "The ledger does not know the product.";
    }

    static string? RefundOf(DeadLetter letter, DeadLetterFacts.Order order) =>
        DeadLetterFacts.TextOf(letter, "paymentId") is { } paymentId ? order.Refunds.GetValueOrDefault(paymentId) : null;

    // The wire may carry a decimal as a number or as text.
    static decimal? AmountOf(DeadLetter letter) =>
        letter.Message?.TryGetProperty("amount", out var amount) is true && decimal.TryParse($"{amount}", NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null;
}
