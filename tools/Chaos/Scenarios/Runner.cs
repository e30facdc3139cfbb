using System.Diagnostics;
using FlashSale.Chaos.Harness;
using FlashSale.Chaos.Oracle;
using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

/// <summary>Load, fault, heal, rest, and every invariant.</summary>
sealed class Runner(Stack stack, string reportFolder)
{
    /// <summary>Beyond the allowed time: late is told from never.</summary>
    static readonly TimeSpan Overtime = TimeSpan.FromSeconds(60);

    const double LeastRecoverySeconds = 30;

    /// <summary>Orders a second: a cold start must not make the allowed time long.</summary>
    const double LeastRate = 6;

    public async Task<Result> RunAsync(Scenario scenario, int seed)
    {
        var clock = Stopwatch.StartNew();
        var sale = new Sale($"chaos-{Guid.NewGuid():N}"[..20], scenario.Stock, scenario.PaymentWindowSeconds);
        var journal = new Journal();
        using var counter = new Counter(() => stack.Services.ApiAddresses, stack.Settings.WebhookSecret, sale, journal);
        using var crowd = new Crowd(counter, seed);
        var run = new Run(stack, sale, counter, crowd, journal, new Random(seed));
        var watch = new Watch(stack.Observer, sale.ProductId, sale.Stock, () => run.RedisIsOlder);
        var result = new Result { Scenario = scenario.Name, Story = scenario.Story, Seed = seed, Seconds = 0, More = scenario.More };
        using var watching = new CancellationTokenSource();
        var watched = Task.CompletedTask;
        try
        {
            await stack.RestoreAsync();
            await stack.Observer.Broker.PurgeDeadLettersAsync();
            await scenario.PrepareAsync(run);
            await stack.Operator.OpenAsync(sale);
            watched = watch.RunAsync(watching.Token);
            crowd.Begin(scenario.BuyersPerSecond);
            var rate = await WarmUpAsync(sale, scenario.WarmUp);
            await scenario.HurtAsync(run);
            result = await RecoverAsync(run, result with { RateBefore = rate });
            await watching.CancelAsync();
            await watched;
            await scenario.LookBackAsync(run);
            var evidence = (await CollectAsync(run)) with { SeenMeanwhile = watch.Violations, Silent = watch.Silent };
            result = Judge(run, evidence, result) with { Samples = watch.Samples };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Told in the report: the scenarios behind this one still run.
            result = result with { Broken = $"{exception.GetType().Name}: {exception.Message}" };
        }

        await watching.CancelAsync();
        await watched;
        await crowd.GiveUpAsync();
        result = result with { Seconds = clock.Elapsed.TotalSeconds, Hits = run.Hits, Missed = run.Missed };
        if (!result.IsGreen)
            journal.WriteTo(Path.Combine(reportFolder, $"{scenario.Name}-{seed}.journal.jsonl"));
        return result;
    }

    /// <returns>Orders that ended in a second, in the second half.</returns>
    async Task<double> WarmUpAsync(Sale sale, TimeSpan time)
    {
        await Task.Delay(time / 2);
        var (before, clock) = (await stack.Observer.LookAsync(sale.ProductId), Stopwatch.StartNew());
        await Task.Delay(time / 2);
        return ((await stack.Observer.LookAsync(sale.ProductId)).Ended - before.Ended) / clock.Elapsed.TotalSeconds;
    }

    async Task<Result> RecoverAsync(Run run, Result result)
    {
        var clock = Stopwatch.StartNew();
        await run.Crowd.CloseAsync();
        var accepted = run.Journal.Entries.Where(entry => entry.IsAccepted).Select(entry => entry.OrderId).Distinct().Count();
        var backlog = Math.Max(0, accepted - (await stack.Observer.LookAsync(run.Sale.ProductId)).Ended);
        var allowed = LeastRecoverySeconds + run.UntilMissed.TotalSeconds + (backlog / (Math.Max(result.RateBefore, LeastRate) / 2));
        double? recovery = null;
        while (recovery is null && clock.Elapsed < TimeSpan.FromSeconds(allowed) + Overtime)
        {
            await Task.Delay(200);
            if (run.Crowd.IsGone && (await stack.Observer.LookAsync(run.Sale.ProductId)).IsAtRest)
                recovery = clock.Elapsed.TotalSeconds;
        }

        return result with { Backlog = backlog, Allowed = allowed, Recovery = recovery };
    }

    /// <summary>Asks once more for what is for sale, then looks at everything.</summary>
    async Task<Evidence> CollectAsync(Run run)
    {
        await run.Crowd.GiveUpAsync();
        if (await stack.Observer.Redis.CountsAsync(run.Sale.ProductId) is { Available: var available })
            await Task.WhenAll(Enumerable.Range(0, Math.Clamp(available, 1, 3)).Select(number => ProbeAsync(run.Counter, $"{I13StockIsForSale.Prober}{number}")));
        var atRest = await WaitForRestAsync(run.Sale.ProductId);
        var evidence = await stack.Observer.CollectAsync(run.Sale, run.Journal);
        // The broker's counts are two seconds old, on a busy machine ten and more: it keeps an answer for as long as five such answers took.
        for (var looks = 0; looks < 60 && atRest && evidence.Queues.Count > 0 && evidence.Queues.Values.Sum() != run.ExpectedDeadLetters; looks++)
        {
            await Task.Delay(500);
            evidence = await stack.Observer.CollectAsync(run.Sale, run.Journal);
        }

        return evidence with { ExpectedDeadLetters = run.ExpectedDeadLetters, ExpectedSetAside = run.ExpectedSetAside, InboxForgot = run.InboxForgot, LosesMessages = run.LosesMessages, LostWithRedis = run.LostWithRedis };
    }

    static async Task ProbeAsync(Counter counter, string userId)
    {
        var answer = await counter.OrderAsync(userId, key: null);
        if (answer is not { IsAccepted: true, OrderId: { } orderId })
            return;
        var clock = Stopwatch.StartNew();
        while ((await counter.ReadAsync(userId, orderId)).OrderStatus != "AwaitingPayment" && clock.Elapsed < TimeSpan.FromSeconds(5))
            await Task.Delay(100);
        await counter.CancelAsync(userId, orderId);
    }

    async Task<bool> WaitForRestAsync(string productId)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(40))
        {
            if ((await stack.Observer.LookAsync(productId)).IsOver)
                return true;
            await Task.Delay(200);
        }

        return false;
    }

    static Result Judge(Run run, Evidence evidence, Result result)
    {
        var violations = Invariants.All.Select(invariant => (invariant.Id, Found: (IReadOnlyList<string>)[.. invariant.Violations(evidence)]))
            .Where(judged => judged.Found.Count > 0).ToDictionary(judged => judged.Id, judged => judged.Found, StringComparer.Ordinal);
        if (run.Violations.Count > 0)
            violations["own"] = run.Violations;
        return result with
        {
            Violations = violations,
            Requests = evidence.Journal.Count,
            Accepted = evidence.Journal.Where(entry => entry.IsAccepted).Select(entry => entry.OrderId).Distinct().Count(),
            Ends = evidence.Orders.GroupBy(order => order.State, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
        };
    }
}
