using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission;

/// <summary>./flashsale bench accept: admission under load.</summary>
sealed class AcceptBenchmark(AcceptOptions options) : IBenchmark
{
    public async Task<bool> RunAsync(TextWriter output)
    {
        var report = await AcceptRun.RunAsync(options);
        AcceptTable.Write(report, output);
        await ReportFile.WriteJsonAsync(options.JsonFile, report);
        await ReportFile.WriteChartAsync(options.ChartFile, () => AcceptChart.Draw(report));
        return report.Right && (!options.Strict || report.Goals.All(goal => goal.Held));
    }
}
