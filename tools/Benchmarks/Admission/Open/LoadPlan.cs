namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>What a crowd sends, and when.</summary>
/// <param name="Requests">The requests.</param>
/// <param name="DueAt">Open loop: microseconds after the beginning at which each is due, rising; what is not sent then is late, and its latency counts from then. Null is a closed loop: each connection sends the next as soon as it is answered, over and over.</param>
/// <param name="Connections">At most so many requests are on their way.</param>
/// <param name="Threads">That send and read.</param>
/// <param name="Length">Closed loop: how long. Open loop: how long after the last is due answers are waited for.</param>
sealed record LoadPlan(RequestBook Requests, IReadOnlyList<long>? DueAt, int Connections, int Threads, TimeSpan Length);
