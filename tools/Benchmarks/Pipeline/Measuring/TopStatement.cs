namespace FlashSale.Benchmarks.Pipeline.Measuring;

/// <param name="Text">As pg_stat_statements shows it, on one line.</param>
/// <param name="CallsPerOrder">How often an order's work sent it.</param>
/// <param name="MicrosecondsPerOrder">Its execution time; waits for locks and for the disk are in it.</param>
sealed record TopStatement(string Text, double CallsPerOrder, double MicrosecondsPerOrder);
