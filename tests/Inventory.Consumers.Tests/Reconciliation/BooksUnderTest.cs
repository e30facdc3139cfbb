using FlashSale.Contracts;
using FlashSale.Inventory.Reconciliation;
using FlashSale.Inventory.Tests.Rebuild;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.Inventory.Tests.Reconciliation;

/// <summary>Two instances that compare the books without a pause. The test stands where the sagas stand.</summary>
public sealed class BooksUnderTest : InventoryThatLosesItsRedis
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.AddSingleton(new ReconciliationOptions { LookEvery = Soon, RestlessFor = Soon, WalkEvery = Soon, WalkAgainAfter = Soon, LeastAge = TimeSpan.FromSeconds(1), PauseFactor = 0 });
    }

    /// <summary>What is open of a product, as "kind order units".</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync(string product)
    {
        await using var command = Database.DataSource.CreateCommand("SELECT kind, order_id, units FROM inventory.findings WHERE product_id = $1 AND gone_at IS NULL ORDER BY kind, order_id");
        command.Parameters.Add(new() { Value = product });
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
            found.Add(Finding(FindingKinds.Named(rows.GetString(0)), rows.IsDBNull(1) ? null : rows.GetGuid(1), rows.GetInt32(2)));
        return found;
    }

    public static string Finding(FindingKind kind, Guid? order, int units) => $"{kind} {order} {units}";

    public Task UntilFoundAsync(string product, params string[] findings) =>
        Poll.UntilAsync(() => FindingsAsync(product), found => found.Order(StringComparer.Ordinal).SequenceEqual(findings.Order(StringComparer.Ordinal)), $"found are {string.Join(", ", findings)}");

    /// <summary>Returns after so many more walks over the product.</summary>
    public async Task UntilWalkedAsync(string product, int times = 3)
    {
        for (; times > 0; times--)
        {
            var before = await WalkedAtAsync(product);
            await Poll.UntilAsync(() => WalkedAtAsync(product), at => at != before, "another walk");
        }
    }

    /// <summary>Asks as a person does, and returns what was done.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string? product, bool apply)
    {
        var id = Guid.NewGuid();
        await Database.ExecuteAsync("SELECT inventory.ask_reconciliation($1, $2, $3, 'erin', 'a test')", id, (object?)product ?? DBNull.Value, apply);
        await Poll.UntilAsync(() => Database.ScalarAsync<long>("SELECT count(*) FROM inventory.reconciliations WHERE id = $1 AND ended_at IS NOT NULL", id), ended => ended == 1, "it is done");
        return await Database.ScalarAsync<string[]>("SELECT done FROM inventory.reconciliations WHERE id = $1", id);
    }

    /// <summary>A sale with one held order, which is not what a test breaks.</summary>
    public async Task<(string Product, OrderSubmitted Order)> OpenWithAnOrderAsync()
    {
        var product = await OpenSaleAsync(20);
        return (product, await HoldAsync(product, "somebody"));
    }

    Task<DateTime> WalkedAtAsync(string product) => Database.ScalarAsync<DateTime>("SELECT walked_at FROM inventory.walks WHERE product_id = $1", product);
}
