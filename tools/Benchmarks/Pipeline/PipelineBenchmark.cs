using FlashSale.Benchmarks.Pipeline.Report;
using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Pipeline;

/// <summary>./flashsale bench pipeline: everything behind admission, at full speed. A run that is wrong ends by an exception.</summary>
sealed class PipelineBenchmark(PipelineOptions options) : IBenchmark
{
    public async Task<bool> RunAsync(TextWriter output)
    {
        var report = await PipelineRun.RunAsync(options.Orders, options.WarmUp, options.Finished);
        PipelineTable.Write(report, output);
        await ReportFile.WriteJsonAsync(options.JsonFile, report);
        await ReportFile.WriteChartAsync(options.ChartFile, () => PipelineChart.Draw(report));
        return true;
    }
}
