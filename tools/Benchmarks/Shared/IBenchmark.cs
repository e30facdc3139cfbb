namespace FlashSale.Benchmarks.Shared;

/// <summary>What ./flashsale bench runs under one name.</summary>
interface IBenchmark
{
    /// <returns>Whether all that was checked was right.</returns>
    Task<bool> RunAsync(TextWriter output);
}
