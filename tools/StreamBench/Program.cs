using FlashSale.StreamBench;

if (StreamOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(StreamOptions.Usage);
    return 2;
}

try
{
    return await new StreamRun(options, Console.Out).RunAsync() ? 0 : 1;
}
catch (Exception fault)
{
    // Whatever it was: a run that did not end as it should has no figures.
    await Console.Error.WriteLineAsync($"the benchmark failed: {fault}");
    return 1;
}
