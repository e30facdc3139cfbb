using FlashSale.Benchmarks.Admission;
using FlashSale.Benchmarks.Messaging;
using FlashSale.Benchmarks.Pipeline;
using FlashSale.Benchmarks.Shared;
using FlashSale.Benchmarks.Streams;

IBenchmark? benchmark = args.FirstOrDefault() switch
{
    "accept" when AcceptOptions.Parse(args) is { } options => new AcceptBenchmark(options),
    "pipeline" when PipelineOptions.Parse(args) is { } options => new PipelineBenchmark(options),
    "messaging" when MessagingOptions.Parse(args) is { } options => new MessagingBenchmark(options),
    "streams" when StreamOptions.Parse(args) is { } options => new StreamBenchmark(options),
    _ => null,
};
if (benchmark is null)
{
    await Console.Error.WriteLineAsync(args.FirstOrDefault() switch
    {
        "accept" => AcceptOptions.Usage,
        "pipeline" => PipelineOptions.Usage,
        "messaging" => MessagingOptions.Usage,
        "streams" => StreamOptions.Usage,
        _ => $"{AcceptOptions.Usage}\n{PipelineOptions.Usage}\n{MessagingOptions.Usage}\n{StreamOptions.Usage}",
    });
    return 2;
}

try
{
    return await benchmark.RunAsync(Console.Out) ? 0 : 1;
}
catch (Exception fault)
{
    // Whatever it was: a run that did not end as it should has no figures.
    await Console.Error.WriteLineAsync($"the benchmark failed: {fault}");
    return 1;
}
