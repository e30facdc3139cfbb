using FlashSale.Admission;
using FlashSale.Inventory.Rebuild;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>
/// Compares the books of Redis, ledger and sagas: the sums of all sales in each round, the orders of a sale one by one when it is due. What is confirmed is recorded;
/// lost submissions are published again.
/// </summary>
public sealed class Reconciler(
    SaleBooks books, SaleWalk walk, InFlightOrders onTheirWay, FindingLog findings, LostSubmissions submissions, ReconciliationOptions options, RebuildOptions rebuild,
    ReconciliationMetrics metrics, TimeProvider clock, ILogger<Reconciler> log)
{
    const int MostNamed = 20;

    readonly Dictionary<string, WatchedSale> _watched = new(StringComparer.Ordinal);

    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        foreach (var sums in await books.ReadAsync(cancellationToken))
        {
            var sale = Watch(sums);
            var isDue = sale.Look(sums);
            if (sale.NeedsInFlightCheck)
                await CheckInFlightAsync(sums.ProductId, sale, cancellationToken);
            if (isDue)
                await TryWalkAsync(sums, sale, cancellationToken);
        }

        metrics.Open((await findings.ReadAsync(cancellationToken)).Select(open => open.Finding));
        metrics.Round(clock.GetElapsedTime(began));
    }

    /// <summary>Another instance has taken over: what was seen here is outdated by the time this one is in charge again.</summary>
    public void StandBy()
    {
        _watched.Clear();
        metrics.Open([]);
    }

    /// <summary>Walks over a product's sale, or all sales, now, and repeats it until what was found is confirmed or gone.</summary>
    /// <returns>The sales, each with what the last walk saw.</returns>
    public async Task<IReadOnlyList<(SaleSums Sums, IReadOnlyList<Finding> Suspected)>> WalkNowAsync(string? productId, CancellationToken cancellationToken)
    {
        var sales = (await books.ReadAsync(cancellationToken)).Where(sums => productId is null || sums.ProductId == productId).ToList();
        foreach (var sums in sales)
        {
            Watch(sums).Look(sums);
            await TryWalkAsync(sums, Watch(sums), cancellationToken);
        }

        var suspicious = sales.Where(sums => Watch(sums).Suspected.Any()).ToList();
        if (suspicious.Count > 0)
            await Task.Delay(rebuild.StatisticsAge, clock, cancellationToken);
        foreach (var sums in suspicious)
        {
            await CheckInFlightAsync(sums.ProductId, Watch(sums), cancellationToken);
            await TryWalkAsync(sums, Watch(sums), cancellationToken);
        }

        return [.. sales.Select(sums => (sums, (IReadOnlyList<Finding>)[.. Watch(sums).Suspected]))];
    }

    WatchedSale Watch(SaleSums sums) =>
        _watched.TryGetValue(sums.ProductId, out var sale) ? sale : _watched[sums.ProductId] = new(options, rebuild.StatisticsAge, clock);

    /// <summary>Checks whether anything in flight explains what the last walk saw.</summary>
    async Task CheckInFlightAsync(string productId, WatchedSale sale, CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        // Under load a sale always has submissions on their way: which of them, the marker tells.
        if (await onTheirWay.FindPassedAsync(productId, cancellationToken) is { } age)
            sale.SubmissionsHavePassed(asked, age);
        try
        {
            if ((await onTheirWay.FindAsync([productId], cancellationToken)).Count == 0)
                sale.NoSubmissionIsOnItsWay();
            if (await onTheirWay.FindCommandsAsync(cancellationToken) is null)
                sale.NoCommandIsOnItsWay();
        }
        catch (HttpRequestException exception)
        {
            log.LogWarning("Findings of {ProductId} cannot be confirmed while the broker does not report what is in flight: {Reason}", productId, exception.Message);
        }
    }

    /// <summary>One sale that cannot be walked over does not hold up the others.</summary>
    async Task TryWalkAsync(SaleSums sums, WatchedSale sale, CancellationToken cancellationToken)
    {
        try
        {
            if (await walk.WalkAsync(sums.ProductId, sums.Epoch, cancellationToken) is not { } report)
                return;
            metrics.Walked(report.Orders);
            var confirmed = sale.Take(report);
            foreach (var kind in (await findings.NoteAsync(report, report.Worked(clock), confirmed, cancellationToken)).GroupBy(finding => finding.Kind))
                Say(sums.ProductId, kind.Key, [.. kind]);
            await submissions.PublishOnceAsync(sums.ProductId, sums.Epoch, cancellationToken);
        }
        // Without Redis the others cannot be compared either.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not RedisUnavailableException)
        {
            metrics.Failed();
            log.LogError(exception, "The books of {ProductId} could not be compared", sums.ProductId);
        }
    }

    void Say(string productId, FindingKind kind, IReadOnlyCollection<Finding> found) => log.LogError(
        "The books of {ProductId} do not balance: {Kind}, {Count} found, {Units} units, {OrderIds}",
        productId, kind.Name(), found.Count, found.Sum(finding => finding.Units), kind is FindingKind.Counter ? "of the whole sale" : string.Join(' ', found.Take(MostNamed).Select(finding => $"{finding.OrderId}").Prepend("orders")));
}
