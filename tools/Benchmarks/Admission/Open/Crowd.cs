namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>Buyers as they come to a sale: most ask once, 30% ask again under the same key, 5% misuse a key, some flood admission.</summary>
/// <param name="Requests">In the order of their arrival.</param>
/// <param name="DueAt">Microseconds after the beginning; evenly spread.</param>
sealed record Crowd(IReadOnlyList<PlannedRequest> Requests, IReadOnlyList<long> DueAt)
{
    public const double RetryShare = 0.30;
    public const double OtherValuesShare = 0.05;

    /// <summary>Requests of each buyer that floods, within <see cref="FloodSeconds"/>: far above a bucket of 100 with 20 a second.</summary>
    public const int FloodLength = 180;

    const double FloodSeconds = 0.3;

    // A client that got no answer at once, or a person who clicks again.
    const double SoonestAgain = 0.05;
    const double LatestAgain = 0.3;

    /// <param name="name">Begins all user ids.</param>
    /// <param name="requests">All together.</param>
    /// <param name="within">They arrive within this time.</param>
    /// <param name="keyShare">Of the buyers who send an idempotency key: at least those who use it twice.</param>
    /// <param name="floods">Buyers who flood admission.</param>
    public static Crowd Build(string name, int requests, TimeSpan within, double keyShare, int floods)
    {
        // The same crowd in every run.
        var random = new Random(4);
        var wishes = new List<(double At, PlannedRequest Request)>(requests + 2);
        for (var flood = 0; flood < floods; flood++)
        {
            var begin = random.NextDouble() * (within.TotalSeconds - FloodSeconds);
            for (var i = 0; i < FloodLength; i++)
                wishes.Add((begin + FloodSeconds * i / FloodLength, new(Intention.Flood, $"{name}-flood-{flood}", $"{i}", $"{name}-flood-{flood}@example.com")));
        }

        for (var buyer = 0; wishes.Count < requests; buyer++)
        {
            var (user, at, kind) = ($"{name}-{buyer}", random.NextDouble() * within.TotalSeconds, random.NextDouble());
            var first = new PlannedRequest(Intention.First, user, kind < keyShare ? $"{user}-key" : null, $"{user}@example.com");
            wishes.Add((at, first));
            var again = at + SoonestAgain + random.NextDouble() * (LatestAgain - SoonestAgain);
            if (kind < RetryShare)
                wishes.Add((again, first with { Intention = Intention.Retry }));
            else if (kind < RetryShare + OtherValuesShare)
                wishes.Add((again, first with { Intention = Intention.OtherValues, Email = $"other-{user}@example.com" }));
        }

        // Evenly: the order is theirs, the times are not.
        var arrivals = wishes.OrderBy(wish => wish.At).Take(requests).Select(wish => wish.Request).ToArray();
        return new(arrivals, [.. Enumerable.Range(0, requests).Select(i => (long)(within.TotalMicroseconds * i / requests))]);
    }

    public RequestBook ToBook(Uri server, string product)
    {
        var book = new RequestBook(server);
        foreach (var request in Requests)
            book.AddOrder(product, request.User, request.Key, request.Email);
        return book;
    }
}
