using System.Diagnostics;
using System.Globalization;
using FlashSale.Benchmarks.Admission.Closed;
using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Admission.Truth;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>The crowd that comes when it wants to, while everything runs: requests are due at fixed times, answered or not.</summary>
sealed class OpenLoop(IReadOnlyDictionary<string, string> settings, ShopApi shop, RedisOfTheRun redis) : IDisposable
{
    const int Connections = 500;
    const int Floods = 20;
    static readonly string[] Workers = ["sagas", "inventory", "notifications"];
    static readonly TimeSpan UntilGivenUp = TimeSpan.FromSeconds(30);

    readonly DeadLetters _deadLetters = new(new(settings["FLASHSALE_RABBITMQ_MANAGEMENT"]), "/");
    readonly Uri _api = new(settings["FLASHSALE_API_URL"]);

    /// <param name="parts">rush, sale, pause.</param>
    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(IReadOnlyList<string> parts)
    {
        ProgressLine.Say("workers");
        foreach (var worker in Workers)
            await Installation.CommandAsync("start", worker);
        await CrowdAsync("warm-up", stock: 3_000, requests: 30_000, TimeSpan.FromSeconds(3), keyShare: 0.5);

        List<ScenarioResult> results = [];
        if (parts.Contains("rush"))
        {
            results.Add(await CrowdAsync("rush", stock: 10_000, requests: 100_000, TimeSpan.FromSeconds(2), keyShare: 0.5));
            results.Add(await CrowdAsync("rush, all with keys", stock: 10_000, requests: 100_000, TimeSpan.FromSeconds(2), keyShare: 1));
        }

        if (parts.Contains("sale"))
            results.Add(await CrowdAsync("sale", stock: 100_000, requests: 200_000, TimeSpan.FromSeconds(10), keyShare: 0.5));
        if (parts.Contains("pause"))
            results.Add(await new RedisPause(settings, shop, redis).RunAsync());
        return results;
    }

    public void Dispose() => _deadLetters.Dispose();

    async Task<ScenarioResult> CrowdAsync(string name, int stock, int requests, TimeSpan within, double keyShare)
    {
        var product = name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-');
        await shop.OpenSaleAsync(product, stock, AcceptRun.LimitThatNeverRefuses);
        await shop.UntilForSaleAsync(product, stock);
        var crowd = Crowd.Build(product, requests, within, keyShare, Floods);
        var plan = new LoadPlan(crowd.ToBook(_api, product), crowd.DueAt, Connections, Threads: 2, UntilGivenUp);

        var processes = Processes.Find(settings["FLASHSALE_HOME"]);
        var time = new ProcessorTime(processes);
        var load = await Generator.RunAsync(name, _api, plan);
        // It throws when a process has ended meanwhile: that run is void.
        var cpu = time.Since(load.Requests);
        // Before anything else is asked: how far the pipeline came meanwhile.
        var (passedOn, held) = (stock - await Task.Run(() => redis.CountIntents(product)), (await shop.ReadBooksAsync(product)).Ledger.Allocated);
        var sale = await redis.ReadAsync(product);
        var drained = await UntilHeldAsync(product, stock);
        var lastSold = load.Answers.Where(answer => load.Outcomes.StatusOf(answer.Outcome) == 202).Select(answer => answer.AnsweredAt).DefaultIfEmpty().Max() / 1_000_000.0;
        var lateness = new LatencyHistogram();
        for (var i = 0; i < load.Answers.Count; i++)
            lateness.Record(load.Answers[i].SentAt - crowd.DueAt[i]);
        return Said(new()
        {
            Name = name,
            Connections = Connections,
            Offered = requests / within.TotalSeconds,
            Requests = load.Requests,
            Seconds = load.Seconds,
            Outcomes = load.ToFigures(),
            CpuMicroseconds = cpu,
            ApiMegabytes = Processes.ReadMemory(processes["api"]).Peak,
            Sold = sale.Reservations.Sum(reservation => reservation.Quantity),
            LastSoldAt = lastSold,
            Findings =
            [
                .. Oracle.OfTheSale(sale, stock, perCustomerLimit: 1), .. AnswersOracle.OfTheOrders(crowd, load, sale), .. AnswersOracle.OfTheKinds(crowd, load), .. AnswersOracle.OfTheKeys(crowd, load),
                .. AnswersOracle.OfTheRates(crowd, load), .. AnswersOracle.OfTheOrderOfThings(load, stock),
                .. passedOn > 0 ? Array.Empty<string>() : ["the relay passed no order on while the crowd was there"],
            ],
            Notes =
            [
                $"the last unit was sold after {lastSold:0.00} s; a request waited for a free connection p50 {lateness.Percentile(0.5) / 1000.0:0.0} ms, p99 {lateness.Percentile(0.99) / 1000.0:0.0} ms of its latency",
                $"when all were answered, the relay had passed on {passedOn:N0} of {stock:N0} orders, the ledger held {held:N0}; all {stock:N0} await payment after {drained:0} s more; the books balance, no dead letters",
            ],
        });
    }

    static ScenarioResult Said(ScenarioResult result)
    {
        ProgressLine.Say($"{result.Name}: {result.Requests:N0} answered in {result.Seconds:0.0} s, p99 {result.Outcomes[0].P99:0} ms{result.TellFindings()}");
        return result;
    }

    /// <summary>Waits until the ledger holds every unit for an order that awaits its payment, and the books balance.</summary>
    /// <returns>Seconds.</returns>
    async Task<double> UntilHeldAsync(string product, int stock)
    {
        var (start, moved, last) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), (Books?)null);
        var line = new ProgressLine();
        while (await shop.ReadBooksAsync(product) is var books && books != Books.AllHeld(stock))
        {
            if (books != last)
                (last, moved) = (books, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(moved) > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"{product}: nothing moved for 60 s; the books: {books}");
            line.Show(string.Create(CultureInfo.InvariantCulture, $"{product}: the ledger holds {books.Ledger.Allocated:N0} of {stock:N0}"));
            await Task.Delay(500);
        }

        await _deadLetters.RequireNoneAsync();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
