namespace FlashSale.Benchmarks.Admission.Report;

/// <summary>All answers of one kind, with their latencies in ms.</summary>
/// <param name="Name">The status, and the problem's code where there is one.</param>
/// <param name="Count">Answers.</param>
/// <param name="P50">Median, and so on.</param>
/// <param name="P90">The same.</param>
/// <param name="P99">The same.</param>
/// <param name="P999">99.9%.</param>
/// <param name="Longest">The same.</param>
sealed record OutcomeFigures(string Name, long Count, double P50, double P90, double P99, double P999, double Longest);
