namespace FlashSale.Benchmarks.Pipeline.Report;

/// <param name="Name">What all orders of the stage have reached.</param>
/// <param name="Seconds">From the stage's beginning until the last order reached it.</param>
/// <param name="OrdersPerSecond">All orders by these seconds.</param>
/// <param name="Ratio">Orders a second by the calibration's transactions a second.</param>
sealed record Milestone(string Name, double Seconds, double OrdersPerSecond, double Ratio);
