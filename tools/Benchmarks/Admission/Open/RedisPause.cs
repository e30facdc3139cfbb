using System.Diagnostics;
using FlashSale.Benchmarks.Admission.Closed;
using FlashSale.Benchmarks.Admission.Report;
using FlashSale.Benchmarks.Admission.Truth;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>Redis's process is stopped (SIGSTOP) for ten seconds under a steady load, and goes on as if nothing had been.</summary>
sealed class RedisPause(IReadOnlyDictionary<string, string> settings, ShopApi shop, RedisOfTheRun redis)
{
    const string Product = "redis-paused";
    const int PerSecond = 1_000;
    const int Connections = 2_000;
    const int Stock = 100_000;
    static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan After = TimeSpan.FromSeconds(7);
    static readonly TimeSpan BooksTimeout = TimeSpan.FromSeconds(120);

    public async Task<ScenarioResult> RunAsync()
    {
        await shop.OpenSaleAsync(Product, Stock, AcceptRun.LimitThatNeverRefuses);
        await shop.UntilForSaleAsync(Product, Stock);
        var length = Before + Pause + After;
        var crowd = Crowd.Build(Product, (int)(PerSecond * length.TotalSeconds), length, keyShare: 0.5, floods: 0);
        var api = new Uri(settings["FLASHSALE_API_URL"]);
        var processes = Processes.Find(settings["FLASHSALE_HOME"]);
        var time = new ProcessorTime(processes);
        var start = Stopwatch.GetTimestamp();
        var running = Generator.RunAsync("Redis paused", api, new(crowd.ToBook(api, Product), crowd.DueAt, Connections, Threads: 1, TimeSpan.FromSeconds(30)));
        await Task.Delay(Before);
        await Installation.RunAsync("kill", "-STOP", $"{processes["redis"]}");
        await Task.Delay(Pause);
        await Installation.RunAsync("kill", "-CONT", $"{processes["redis"]}");
        var back = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        var load = await running;

        var isBalanced = await UntilBalancedAsync();
        var sale = await redis.ReadAsync(Product);
        var accepted = load.Answers.Where(answer => load.Outcomes.StatusOf(answer.Outcome) == 202).ToArray();
        var refusedLast = load.Answers.Where(answer => load.Outcomes.StatusOf(answer.Outcome) == 503).Select(answer => answer.AnsweredAt).DefaultIfEmpty().Max();
        var result = new ScenarioResult
        {
            Name = "Redis paused",
            Connections = Connections,
            Offered = PerSecond,
            Requests = load.Requests,
            Seconds = load.Seconds,
            Outcomes = load.ToFigures(),
            CpuMicroseconds = time.Since(load.Requests),
            ApiMegabytes = Processes.ReadMemory(processes["api"]).Peak,
            Sold = sale.Reservations.Sum(reservation => reservation.Quantity),
            WorksAgainAfter = (refusedLast - back) / 1_000_000.0,
            Findings =
            [
                .. Oracle.OfTheSale(sale, Stock, perCustomerLimit: 1), .. AnswersOracle.OfTheOrders(crowd, load, sale),
                .. AnswersOracle.OfTheKinds(crowd, load, "503 temporarily-unavailable", "503 outcome-unknown"),
                .. isBalanced ? Array.Empty<string>() : [$"the books do not balance after {BooksTimeout.TotalSeconds} s"],
                .. accepted.Any(answer => answer.AnsweredAt > back) ? Array.Empty<string>() : ["nothing was accepted after Redis came back"],
            ],
            Notes = [$"the last 503 came {(refusedLast - back) / 1_000_000.0:0.00} s after Redis went on, the first 202 {(accepted.Select(answer => answer.AnsweredAt).Where(at => at > back).DefaultIfEmpty().Min() - back) / 1_000_000.0:0.00} s; the books balance"],
        };
        ProgressLine.Say($"{result.Name}: longest {result.Outcomes[0].Longest:0} ms, {result.Notes[0]}{result.TellFindings()}");
        return result;
    }

    async Task<bool> UntilBalancedAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < BooksTimeout)
        {
            if (await shop.ReadBooksAsync(Product) is { Balanced: true, Redis: { } units } books && books.Ledger.Allocated == units.Reserved && books.Sagas.Open == units.Reserved)
                return true;
            await Task.Delay(500);
        }

        return false;
    }
}
