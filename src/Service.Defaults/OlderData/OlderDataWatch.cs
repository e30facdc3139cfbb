using FlashSale.Admission.OlderData;
using FlashSale.ServiceDefaults.Faults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.OlderData;

/// <summary>
/// Sees to it that no sale is decided by data from before. Reports once a second how far this instance has seen the sales come; and when Redis is
/// another server, compares what all instances have seen with what it carries, before the sales admit anybody. A sale that is behind loses its
/// epoch and is rebuilt. Nothing of this is on the path of an order.
/// </summary>
public sealed class OlderDataWatch(SaleConfirmation sales, SequenceBook book, TimeProvider clock, ILogger<OlderDataWatch> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Buyers of a sale that is behind say so with each request.</summary>
    static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the sales wait for an instance that is alive and does not report, and for PostgreSQL.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    readonly Dictionary<string, SaleSequence> _reported = new(StringComparer.Ordinal);
    (string Name, long Since)? _server;
    bool _due;

    /// <summary>Whether this instance has compared once, and knows what was seen before it.</summary>
    public bool HasCompared { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var healthy = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                healthy = true;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // Stopping.
            }
            catch (Exception exception)
            {
                // Logged once per outage. What is to be compared stays so.
                if (healthy)
                    log.LogError(exception, "How far the sales' data in Redis has come cannot be reported or compared");
                healthy = false;
            }

            await Task.WhenAny(sales.Seen.Doubted, Task.Delay(Every, clock, stoppingToken));
            await Task.Delay(LeastPause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ReportLastAsync();
    }

    async Task LookAsync(CancellationToken stoppingToken)
    {
        var server = await sales.FindServerAsync();
        _due |= sales.Seen.TakeDoubt();
        if (server is not null && server != _server?.Name)
            (_server, _due) = ((server, clock.GetTimestamp()), true);

        if (server is null)
        {
            await ReportAsync("", stoppingToken);
        }
        else if (_due)
        {
            await ConfirmAsync(server, await HearAllAsync(server, stoppingToken), stoppingToken);
            _due = false;
            HasCompared = true;
        }
        else
        {
            await ReportAsync(server, stoppingToken);
        }
    }

    /// <summary>Reports what this instance has seen, and learns what all others have: those that have not reported from this server are waited for.</summary>
    /// <returns>The sales to be compared.</returns>
    async Task<IReadOnlyCollection<SaleSequence>> HearAllAsync(string server, CancellationToken stoppingToken)
    {
        try
        {
            // All of it: PostgreSQL may have come from a backup.
            _reported.Clear();
            await ReportAsync(server, stoppingToken);
            while (await book.CountElsewhereAsync(server, stoppingToken) is > 0 and var others)
            {
                if (clock.GetElapsedTime(_server!.Value.Since) >= Patience)
                {
                    log.LogWarning("{Others} instances have not told what they have seen of Redis; the sales do not wait for them any longer", others);
                    break;
                }

                await Task.Delay(BetweenLooks, clock, stoppingToken);
            }

            var known = await book.ReadAsync(stoppingToken);
            foreach (var highest in known)
                sales.Seen.Note(highest);
            return known;
        }
        catch (Exception fault) when (InfrastructureFault.Is(fault) && clock.GetElapsedTime(_server!.Value.Since) >= Patience)
        {
            log.LogWarning("The sales' data in Redis is compared with what this instance alone has seen: {Fault}", fault.Message);
            return [.. sales.Seen.All];
        }
    }

    async Task ConfirmAsync(string server, IReadOnlyCollection<SaleSequence> known, CancellationToken stoppingToken)
    {
        var outcomes = await Task.WhenAll(known.Select(sale => sales.ConfirmAsync(sale.ProductId, sale.Epoch, server, stoppingToken)));
        foreach (var (sale, outcome) in known.Zip(outcomes))
        {
            if (outcome is ConfirmSaleOutcome.Behind && await book.LeaveEpochAsync(sale, stoppingToken))
                log.LogError("Redis has older data of {ProductId} than was seen in epoch {Epoch}: the sale is closed and will be rebuilt", sale.ProductId, sale.Epoch);
        }
    }

    async Task ReportAsync(string server, CancellationToken cancellationToken)
    {
        var news = sales.Seen.All.Where(sale => !_reported.TryGetValue(sale.ProductId, out var last) || sale.IsAfter(last)).ToList();
        await book.ReportAsync(server, news, cancellationToken);
        foreach (var sale in news)
            _reported[sale.ProductId] = sale;
    }

    /// <summary>What was admitted in the last second of an instance that is stopped in order is known to those that come after it.</summary>
    async Task ReportLastAsync()
    {
        try
        {
            await ReportAsync(_server?.Name ?? "", CancellationToken.None);
        }
        catch (Exception fault) when (InfrastructureFault.Is(fault))
        {
            log.LogWarning("What this instance has seen of Redis in its last second is not on record: {Fault}", fault.Message);
        }
    }
}
