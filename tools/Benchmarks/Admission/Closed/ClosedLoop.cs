using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Admission.Truth;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>The crowd of wrk: a number of connections, each of which asks again as soon as it is answered. The workers are stopped.</summary>
sealed class ClosedLoop(IReadOnlyDictionary<string, string> settings, ShopApi shop, RedisOfTheRun redis, int seconds, IReadOnlyList<int> crowds) : IDisposable
{
    const int PlentyOfStock = 50_000_000;

    const int Promised = AcceptOptions.PromisedConnections;

    readonly HttpClient _http = new();
    readonly Uri _api = new(settings["FLASHSALE_API_URL"]);
    readonly string _home = settings["FLASHSALE_HOME"];
    readonly BarePostRates _barePost = new(settings["FLASHSALE_HOME"], seconds);
    int _run;

    public IReadOnlyList<ScenarioResult> Calibration => _barePost.Results;

    /// <summary>bare-post before and after all others; the machine is not the same from one minute to the next.</summary>
    public async Task<IReadOnlyList<ScenarioResult>> RunAsync()
    {
        await _barePost.MeasureAsync(crowds, Promised);
        List<ScenarioResult> results = [];

        // Compiled code and warm connections: a service that has just started is not what is measured.
        ProgressLine.Say("warm-up");
        await AcceptAsync("warm-up", Promised, Math.Min(seconds, 5));
        await SoldOutAsync("warm-up sold out", Promised, Math.Min(seconds, 3), withKey: false);
        foreach (var connections in crowds)
            results.Add(await AcceptAsync("accept", connections, seconds));
        results.Add(await SoldOutAsync("sold out, no key", Promised, seconds, withKey: false));
        results.Add(await SoldOutAsync("sold out, fresh key", Promised, seconds, withKey: true));
        await OpenAsync("reads", PlentyOfStock);
        results.Add(await ReadAsync("list", "/api/flash-sales", Promised));
        results.Add(await ReadAsync("detail", "/api/flash-sales/reads", Promised));

        await _barePost.MeasureAgainAsync(Promised);
        return [.. results.Select(result => result with { Ratio = result.PerSecond / _barePost.At(result.Connections) })];
    }

    public void Dispose() => _http.Dispose();

    async Task<ScenarioResult> AcceptAsync(string name, int connections, int length)
    {
        var product = $"accept-{NextRun()}";
        await OpenAsync(product, PlentyOfStock);
        var result = await CrowdAsync(name, connections, length, product, "202", withKey: true);
        var sale = await redis.ReadAsync(product);
        string[] findings =
        [
            .. result.Findings, .. Oracle.OfTheSale(sale, PlentyOfStock, perCustomerLimit: 1), .. Oracle.OfTheStream(sale), .. Oracle.OfTheCount(sale, result.Requests, connections),
        ];
        await redis.ForgetAsync($"{{{product}}}:");
        return Said(result with { Findings = findings });
    }

    async Task<ScenarioResult> SoldOutAsync(string name, int connections, int length, bool withKey)
    {
        var product = $"sold-out-{NextRun()}";
        await OpenAsync(product, 1);
        await shop.OrderAsync(product, MeasuredShop.Buyer(1));
        var result = await CrowdAsync(name, connections, length, product, "409", withKey);
        var sale = await redis.ReadAsync(product);
        string[] findings = [.. result.Findings, .. Oracle.OfTheSale(sale, stock: 1, perCustomerLimit: 1), .. Oracle.OfTheStream(sale), .. Oracle.OfTheCount(sale, 1, 0)];
        return Said(result with { Findings = findings });
    }

    async Task<ScenarioResult> ReadAsync(string name, string path, int connections)
    {
        var processes = Processes.Find(_home);
        var statuses = new Statuses(_http, new Uri(settings["FLASHSALE_API_METRICS_URL"]));
        var before = await statuses.ReadAsync(HttpMethod.Get);
        var time = new ProcessorTime(processes);
        var wrk = await Wrk.RunAsync(connections, seconds, "read.lua", new Uri(_api, path));
        var counted = Statuses.Between(before, await statuses.ReadAsync(HttpMethod.Get));
        return Said(wrk.ToScenario(name, connections, "200", time, _home, Findings(wrk, counted, "200", wrk.Refused, connections)));
    }

    async Task<ScenarioResult> CrowdAsync(string name, int connections, int length, string product, string expected, bool withKey)
    {
        var processes = Processes.Find(_home);
        var statuses = new Statuses(_http, new Uri(settings["FLASHSALE_API_METRICS_URL"]));
        var before = await statuses.ReadAsync(HttpMethod.Post);
        var time = new ProcessorTime(processes);
        var wrk = await Wrk.RunAsync(connections, length, "order.lua", new Uri(_api, OrderPath(product)), [NextRun(), withKey ? "with-key" : "without"]);
        var counted = Statuses.Between(before, await statuses.ReadAsync(HttpMethod.Post));
        return wrk.ToScenario(name, connections, expected, time, _home, Findings(wrk, counted, expected, expected == "202" ? wrk.Refused : wrk.Requests - wrk.Refused, connections));
    }

    static List<string> Findings(WrkResult wrk, IReadOnlyDictionary<string, long> counted, string expected, long unexpected, int connections)
    {
        var findings = new List<string>();
        if (wrk.Broken > 0)
            findings.Add($"{wrk.Broken} requests broke or got no answer within 5 s");
        if (unexpected > 0)
            findings.Add($"{unexpected} answers of another kind than {expected}");
        // Without this a page that lacks the metric would look like a run without refusals.
        if (counted.GetValueOrDefault(expected) < wrk.Requests)
            findings.Add($"wrk was answered {wrk.Requests} times, the API counts {counted.GetValueOrDefault(expected)} answers {expected}");
        // What was on its way when wrk left ends as 499 or 400.
        var others = counted.Where(one => one.Key != expected).ToArray();
        if (others.Sum(one => one.Value) > connections || others.Any(one => one.Key[0] == '5'))
            findings.Add($"expected {expected}, the API also answered {string.Join(", ", others.Select(one => $"{one.Value} times {one.Key}"))}");
        return findings;
    }

    static ScenarioResult Said(ScenarioResult result)
    {
        ProgressLine.Say($"{result.Name}, {result.Connections} connections: {result.PerSecond:N0}/s, p99 {result.Outcomes[0].P99:0.0} ms{result.TellFindings()}");
        return result;
    }

    async Task OpenAsync(string product, int stock)
    {
        await shop.OpenSaleAsync(product, stock, AcceptRun.LimitThatNeverRefuses);
        await shop.UntilForSaleAsync(product, stock);
    }

    string NextRun() => $"{++_run:00}";

    static string OrderPath(string product) => $"/api/flash-sales/{product}/order";
}
