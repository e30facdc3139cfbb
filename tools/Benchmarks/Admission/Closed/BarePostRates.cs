using FlashSale.Benchmarks.Admission.Open;
using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>How many requests a second bare-post answers, by connections: the denominators.</summary>
/// <param name="home">Of the installation.</param>
/// <param name="seconds">Length of each run.</param>
sealed class BarePostRates(string home, int seconds)
{
    public const string OwnGenerator = "bare-post, own generator";

    readonly Dictionary<int, double> _rates = [];
    readonly List<ScenarioResult> _results = [];

    public IReadOnlyList<ScenarioResult> Results => _results;

    public double At(int connections) => _rates[connections];

    /// <param name="crowds">Connections of each run.</param>
    /// <param name="promised">The connections at which the generator of the open loop is set against wrk.</param>
    public async Task MeasureAsync(IReadOnlyList<int> crowds, int promised)
    {
        using var bare = await BarePost.StartAsync();
        ProgressLine.Say("calibration: bare-post");
        await RunAsync(bare, promised, Math.Min(seconds, 5), "warm-up");
        foreach (var connections in crowds)
        {
            var result = await RunAsync(bare, connections, seconds, BarePost.Name);
            _rates[connections] = result.PerSecond;
            _results.Add(result);
        }

        _results.Add(await OwnGeneratorAsync(bare, promised));
    }

    /// <summary>Once more at the end: the rate at these connections is the mean of both.</summary>
    public async Task MeasureAgainAsync(int connections)
    {
        ProgressLine.Say("bare-post once more");
        using var bare = await BarePost.StartAsync();
        await RunAsync(bare, connections, Math.Min(seconds, 3), "warm-up");
        var again = await RunAsync(bare, connections, seconds, "bare-post, at the end");
        _results.Add(again);
        _rates[connections] = (_rates[connections] + again.PerSecond) / 2;
    }

    async Task<ScenarioResult> OwnGeneratorAsync(BarePost bare, int connections)
    {
        var book = new RequestBook(bare.Address);
        for (var i = 0; i < 20_000; i++)
            book.AddOrder("product-of-the-run", $"buyer-{i}", $"key-{i}", $"buyer-{i}@example.com");
        await Generator.RunAsync(OwnGenerator, bare.Address, new(book, null, connections, Threads: 2, TimeSpan.FromSeconds(1)));
        var time = new ProcessorTime(ProcessesOf(bare));
        var load = await Generator.RunAsync(OwnGenerator, bare.Address, new(book, null, connections, Threads: 2, TimeSpan.FromSeconds(seconds)));
        return new()
        {
            Name = OwnGenerator,
            Connections = connections,
            Requests = load.Requests,
            Seconds = load.Seconds,
            Ratio = load.Requests / load.Seconds / _rates[connections],
            Outcomes = load.ToFigures(),
            CpuMicroseconds = time.Since(load.Requests),
        };
    }

    async Task<ScenarioResult> RunAsync(BarePost bare, int connections, int length, string name)
    {
        var time = new ProcessorTime(ProcessesOf(bare));
        // bare-post does not care for the run's number, but for the length of the keys that begin with it.
        var wrk = await Wrk.RunAsync(connections, length, "order.lua", new Uri(bare.Address, "/api/flash-sales/product-of-the-run/order"), "00", "with-key");
        string[] findings = wrk.Broken + wrk.Refused > 0 ? [$"{wrk.Broken} broken, {wrk.Refused} refused"] : [];
        return wrk.ToScenario(name, connections, "202", time, home, findings);
    }

    static Dictionary<string, int> ProcessesOf(BarePost bare) => new(StringComparer.Ordinal) { [BarePost.Name] = bare.ProcessId, [Processes.Load] = Environment.ProcessId };
}
