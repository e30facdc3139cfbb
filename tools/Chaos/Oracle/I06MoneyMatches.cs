namespace FlashSale.Chaos.Oracle;

/// <summary>Money taken is matched by an order that keeps its stock, or went back once.</summary>
public sealed class I06MoneyMatches() : Invariant("I6", "captured - refunded = the price of the paid orders; nobody's money is kept for nothing; a payment on record keeps the deadline away")
{
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var payments = evidence.Payments.Where(payment => payment.Outcome == "succeeded").ToLookup(payment => payment.OrderId);
        var refunds = evidence.Refunds.ToLookup(refund => refund.OrderId);
        foreach (var order in evidence.Orders)
        {
            var captured = payments[order.OrderId].Sum(payment => payment.Amount);
            var refunded = refunds[order.OrderId].Where(refund => refund.State == "Refunded").Sum(refund => refund.Amount);
            var owed = order.State == "Completed" ? order.UnitPrice * order.Quantity : 0;
            if (captured - refunded != owed)
                yield return $"Order {order.OrderId} ({order.State}): captured {captured}, refunded {refunded}, due {owed}.";
        }

        var orders = evidence.Orders.ToDictionary(order => order.OrderId);
        foreach (var payment in payments.Where(group => !orders.ContainsKey(group.Key)).SelectMany(group => group).Where(payment => !refunds[payment.OrderId].Any(refund => refund.PaymentId == payment.PaymentId && refund.State == "Refunded")))
            yield return $"Payment {payment.PaymentId} is for order {payment.OrderId}, which does not exist, and was not refunded.";

        // The deadline gives way to a payment that is on record. The margin is for transactions that waited for a lock meanwhile.
        var expiries = evidence.Timeline.Where(step => step.Event == "PaymentExpired" && step.From != step.To).ToLookup(step => step.OrderId, step => step.At);
        foreach (var entry in evidence.Journal.Where(entry => entry is { IsTakenPayment: true, Outcome: "succeeded", OrderId: not null }))
        {
            if (orders.TryGetValue(entry.OrderId!.Value, out var order) && order.State == "Expired" && entry.Amount == order.UnitPrice * order.Quantity && expiries[order.OrderId].Any(at => entry.At.AddMilliseconds(entry.Took) + Margin < at))
                yield return $"Order {order.OrderId} expired at {expiries[order.OrderId].First():HH:mm:ss.fff}; its payment {entry.PaymentId} was on record since {entry.At:HH:mm:ss.fff}.";
        }

        // What the provider was told is on record, and what is on record as refunded the provider did, once and in full.
        var recorded = evidence.Payments.Select(payment => (payment.PaymentId, payment.Outcome)).ToHashSet();
        foreach (var entry in evidence.Journal.Where(entry => entry.IsTakenPayment && !recorded.Contains((entry.PaymentId!, entry.Outcome!))).DistinctBy(entry => entry.PaymentId))
            yield return $"The callback of payment {entry.PaymentId} of order {entry.OrderId} was answered {entry.Status} and is not recorded.";
        var given = evidence.ProviderRefunds.ToLookup(refund => refund.PaymentId, refund => refund.Amount, StringComparer.Ordinal);
        foreach (var refund in evidence.Refunds.Where(refund => refund.State == "Refunded" && given[refund.PaymentId].Sum() != refund.Amount))
            yield return $"Payment {refund.PaymentId} of order {refund.OrderId} counts as refunded, {refund.Amount}; the provider has refunded [{string.Join(", ", given[refund.PaymentId])}].";
        var asked = evidence.Refunds.Select(refund => refund.PaymentId).ToHashSet(StringComparer.Ordinal);
        foreach (var refund in evidence.ProviderRefunds.Where(refund => !asked.Contains(refund.PaymentId)))
            yield return $"The provider refunded payment {refund.PaymentId}, which nobody asked for.";
    }
}
