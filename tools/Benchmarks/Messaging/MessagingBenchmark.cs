using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Messaging;

/// <summary>./flashsale bench messaging: saga repository, inbox and outbox alone. A run that is wrong ends by an exception.</summary>
sealed class MessagingBenchmark(MessagingOptions options) : IBenchmark
{
    public async Task<bool> RunAsync(TextWriter output)
    {
        var results = await MessagingRun.RunAsync(options.Messages);
        MessagingTable.Write(results, Machine.Read(), output);
        await ReportFile.WriteJsonAsync(options.JsonFile, new { Machine = Machine.Read(), Results = results });
        return true;
    }
}
