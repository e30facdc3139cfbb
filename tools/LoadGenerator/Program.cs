using System.Text.Json;
using FlashSale.LoadGenerator;
using FlashSale.LoadGenerator.Report;

if (AcceptOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(AcceptOptions.Usage);
    return 2;
}

try
{
    var report = await AcceptRun.RunAsync(options);
    AcceptTable.Write(report, Console.Out);
    if (options.JsonFile is { } json)
        await File.WriteAllBytesAsync(json, JsonSerializer.SerializeToUtf8Bytes(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
    if (options.ChartFile is { } chart)
        await File.WriteAllTextAsync(chart, AcceptChart.Draw(report));
    return report.Right && (!options.Strict || report.Goals.All(goal => goal.Held)) ? 0 : 1;
}
catch (Exception fault)
{
    // Whatever it was: a run that did not end as it should has no figures.
    await Console.Error.WriteLineAsync($"the benchmark failed: {fault}");
    return 1;
}
