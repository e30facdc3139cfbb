using FlashSale.Admission.Sales;
using FlashSale.LoadGenerator.Open;

namespace FlashSale.LoadGenerator.Truth;

/// <summary>Says what is wrong with what each buyer of a crowd was told, knowing what each asked for and what Redis holds.</summary>
static class AnswersOracle
{
    const string Accepted = "202";
    const string SoldOut = "409 sold-out";
    const string PurchaseLimit = "409 purchase-limit";
    const string KeyReused = "422 idempotency-key-reused";
    const string RateLimited = "429 rate-limited";
    const string OutcomeUnknown = "503 outcome-unknown";

    /// <summary>Every 202 is an order of that buyer and key, and every order was answered: by a 202, or not at all, or by outcome-unknown with its id.</summary>
    public static IEnumerable<string> OfTheOrders(Crowd crowd, LoadResult load, SaleInRedis sale)
    {
        var held = sale.Reservations.ToDictionary(reservation => reservation.OrderId);
        var told = new HashSet<Guid>();
        var (lost, foreign, perhaps) = (0, 0, 0);
        foreach (var (request, answer) in crowd.Requests.Zip(load.Answers))
        {
            var outcome = load.Outcomes[answer.Outcome];
            if (outcome == OutcomeUnknown)
                told.Add(answer.OrderId);
            if (answer.Outcome == OutcomeNames.Broken)
                perhaps++;
            if (outcome != Accepted)
                continue;
            told.Add(answer.OrderId);
            if (!held.TryGetValue(answer.OrderId, out var reservation))
                lost++;
            else if (reservation.UserId != request.User || (reservation.IdempotencyKey != request.Key))
                foreign++;
        }

        if (lost > 0)
            yield return $"{lost} answers 202 name an order that Redis does not know";
        if (foreign > 0)
            yield return $"{foreign} answers 202 name an order of another buyer or key";
        var untold = held.Keys.Count(order => !told.Contains(order));
        if (untold > perhaps)
            yield return $"{untold} orders were taken that no buyer was told of";
    }

    /// <summary>Each kind of request has its permitted answers.</summary>
    /// <param name="crowd">What was asked.</param>
    /// <param name="load">What was answered.</param>
    /// <param name="permitted">Answers that are permitted to every request here, beside those of an API in order.</param>
    public static IEnumerable<string> OfTheKinds(Crowd crowd, LoadResult load, params string[] permitted) =>
        crowd.Requests.Zip(load.Answers, (request, answer) => (request.Intention, Outcome: load.Outcomes[answer.Outcome]))
            .Where(one => !permitted.Contains(one.Outcome, StringComparer.Ordinal) && !IsPermitted(one.Intention, one.Outcome))
            .CountBy(one => one).Select(kind => $"{kind.Value} answers '{kind.Key.Outcome}' to {kind.Key.Intention}");

    /// <summary>The same key: the same answer to the same values, one order at most, 422 to other values where there is one.</summary>
    public static IEnumerable<string> OfTheKeys(Crowd crowd, LoadResult load)
    {
        var (differing, twice) = (0, 0);
        foreach (var key in crowd.Requests.Zip(load.Answers).Where(one => one.First.Key is not null && one.First.Intention != Intention.Flood).GroupBy(one => one.First.Key, StringComparer.Ordinal).Where(key => key.Count() > 1))
        {
            var answers = key.Select(one => (Outcome: load.Outcomes[one.Second.Outcome], one.Second.OrderId)).ToArray();
            var accepted = answers.Count(one => one.Outcome == Accepted);
            if (answers.Where(one => one.Outcome == Accepted).DistinctBy(one => one.OrderId).Count() > 1)
                twice++;
            var isRight = key.Any(one => one.First.Intention == Intention.OtherValues)
                ? (accepted == 1 && answers.Count(one => one.Outcome == KeyReused) == answers.Length - 1) || answers.All(one => one.Outcome == SoldOut)
                : accepted == answers.Length || answers.All(one => one.Outcome == SoldOut);
            if (!isRight)
                differing++;
        }

        if (twice > 0)
            yield return $"{twice} idempotency keys were answered with more than one order";
        if (differing > 0)
            yield return $"{differing} idempotency keys were answered one way and then another";
    }

    /// <summary>
    /// A buyer who floods gets no more through than the bucket holds and refills meanwhile. Of a sale that is known to be sold out they are
    /// told so without a token (ADR 0017).
    /// </summary>
    public static IEnumerable<string> OfTheRates(Crowd crowd, LoadResult load)
    {
        foreach (var flood in crowd.Requests.Zip(load.Answers).Where(one => one.First.Intention == Intention.Flood).GroupBy(one => one.First.User, StringComparer.Ordinal))
        {
            var seconds = (flood.Max(one => one.Second.AnsweredAt) - flood.Min(one => one.Second.SentAt)) / 1_000_000.0;
            var permitted = SaleDefaults.UserRateBurst + SaleDefaults.UserRatePerSecond * seconds + 1;
            var through = flood.Count(one => load.Outcomes[one.Second.Outcome] is not (RateLimited or SoldOut));
            if (through > permitted)
                yield return $"{flood.Key} got {through} requests through in {seconds:0.00} s, {permitted:0} are permitted";
        }
    }

    /// <summary>Nobody is told that all is gone before so many units can have been taken.</summary>
    public static IEnumerable<string> OfTheOrderOfThings(LoadResult load, int stock)
    {
        var soldOut = load.Answers.Where(answer => load.Outcomes[answer.Outcome] == SoldOut).Select(answer => answer.AnsweredAt).DefaultIfEmpty(long.MaxValue).Min();
        var taken = load.Answers.Where(answer => load.Outcomes[answer.Outcome] == Accepted && answer.SentAt <= soldOut).DistinctBy(answer => answer.OrderId).Count();
        if (soldOut != long.MaxValue && taken < stock)
            yield return $"sold out was said after {soldOut / 1000} ms, when at most {taken} of {stock} units can have been taken";
    }

    static bool IsPermitted(Intention intention, string outcome) => intention switch
    {
        Intention.First or Intention.OtherValues => outcome is Accepted or SoldOut or KeyReused,
        Intention.Retry => outcome is Accepted or SoldOut,
        _ => outcome is Accepted or PurchaseLimit or SoldOut or RateLimited,
    };
}
