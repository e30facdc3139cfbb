namespace FlashSale.Benchmarks.Pipeline.Report;

/// <summary>Milliseconds from an order's acceptedAt to the timeline row that it awaits its payment, under a steady load. The commit of that row is not in it.</summary>
sealed record SteadyResult(int OrdersPerSecond, int Orders, double Median, double P99, double Longest);
