namespace FlashSale.Benchmarks.Admission.Truth;

/// <summary>
/// Says what is wrong between what the buyers were told and what Redis holds; nothing is wrong when it says nothing. It knows
/// the rules, not the code: it counts reservations and does not trust the sale's own counters.
/// </summary>
static class Oracle
{
    /// <summary>No unit sold twice or lost, no buyer above the limit, no key with two orders.</summary>
    public static IEnumerable<string> OfTheSale(SaleInRedis sale, int stock, int perCustomerLimit)
    {
        var taken = sale.Reservations.Sum(reservation => reservation.Quantity);
        if (taken > stock)
            yield return $"oversold: {taken} units reserved of {stock}";
        if (sale.Available + taken != stock)
            yield return $"{sale.Available} units available and {taken} reserved do not make {stock}";
        if (sale.Reserved != taken)
            yield return $"the sale counts {sale.Reserved} reserved units, its reservations hold {taken}";
        var above = sale.Reservations.GroupBy(reservation => reservation.UserId, StringComparer.Ordinal).Where(buyer => buyer.Sum(reservation => reservation.Quantity) > perCustomerLimit).ToArray();
        if (above.Length > 0)
            yield return $"{above.Length} buyers hold more than {perCustomerLimit}, {above[0].Key} for one";
        var reused = sale.Reservations.Where(reservation => reservation.IdempotencyKey is not null).GroupBy(reservation => (reservation.UserId, reservation.IdempotencyKey)).Where(key => key.Count() > 1).ToArray();
        if (reused.Length > 0)
            yield return $"{reused.Length} idempotency keys made more than one order, {reused[0].Key.IdempotencyKey} of {reused[0].Key.UserId} for one";
    }

    /// <summary>With the relay stopped: each order is in the stream, once.</summary>
    public static IEnumerable<string> OfTheStream(SaleInRedis sale)
    {
        if (sale.Intents != sale.Reservations.Count)
            yield return $"{sale.Reservations.Count} orders were taken, {sale.Intents} are in the stream";
    }

    /// <summary>As many orders as 202s; those that were on their way when the crowd left have no answer.</summary>
    /// <param name="sale">What Redis holds.</param>
    /// <param name="accepted">Answers 202 that arrived.</param>
    /// <param name="unanswered">The most requests that may have been on their way at the end.</param>
    public static IEnumerable<string> OfTheCount(SaleInRedis sale, long accepted, int unanswered)
    {
        if (sale.Reservations.Count < accepted)
            yield return $"{accepted} answers 202, but only {sale.Reservations.Count} orders";
        if (sale.Reservations.Count > accepted + unanswered)
            yield return $"{sale.Reservations.Count} orders, but only {accepted} answers 202";
    }
}
