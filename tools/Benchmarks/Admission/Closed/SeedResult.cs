namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>The Flask baseline at 200 connections.</summary>
/// <param name="PerSecond">Orders a second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
sealed record SeedResult(double PerSecond, double P50, double P99);
