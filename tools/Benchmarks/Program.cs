using System.Text.Json;
using FlashSale.Benchmarks;
using FlashSale.PipelineBench;
using FlashSale.PipelineBench.Messaging;
using FlashSale.PipelineBench.Pipeline;
using FlashSale.PipelineBench.Report;

if (BenchOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

try
{
    if (options.Benchmark == "messaging")
    {
        var results = await MessagingRun.RunAsync(options.Count);
        MessagingTable.Write(results, Machine.Read(), Console.Out);
        await WriteJsonAsync(new { Machine = Machine.Read(), Results = results });
    }
    else
    {
        var report = await PipelineRun.RunAsync(options.Count, options.WarmUp, options.Finished);
        ReportTable.Write(report, Console.Out);
        await WriteJsonAsync(report);
        if (options.ChartFile is { } chart)
            await File.WriteAllTextAsync(chart, ReportChart.Draw(report));
    }
    return 0;
}
catch (Exception fault)
{
    // Whatever it was: a run that did not end as it should has no figures.
    await Console.Error.WriteLineAsync($"the benchmark failed: {fault}");
    return 1;
}

async Task WriteJsonAsync<T>(T figures)
{
    if (options.JsonFile is { } json)
        await File.WriteAllBytesAsync(json, JsonSerializer.SerializeToUtf8Bytes(figures, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
}
