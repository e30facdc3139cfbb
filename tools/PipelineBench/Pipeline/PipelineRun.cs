using FlashSale.Benchmarks;
using FlashSale.PipelineBench.Measuring;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.PipelineBench.Pipeline;

/// <summary>The stages, one after the other, on an installation that nobody else uses.</summary>
static class PipelineRun
{
    const int SteadyRate = 200;
    const int SteadySeconds = 10;

    public static async Task<PipelineReport> RunAsync(int orders, int warmUp, int finished)
    {
        var settings = await Installation.ReadSettingsAsync();
        var postgres = settings["FLASHSALE_POSTGRES"];
        await using var database = NpgsqlDataSource.Create(ServerAddresses.ToNpgsql(new Uri(postgres)));
        await using (var extension = database.CreateCommand("CREATE EXTENSION IF NOT EXISTS pg_stat_statements"))
            await extension.ExecuteNonQueryAsync();

        ProgressLine.Say("calibration: order-row.pgbench, 15 s");
        var calibration = await Calibration.RunAsync(database, postgres);

        using var shop = new Shop(settings);
        using var meter = new Meter(database);
        using var deadLetters = new DeadLetters(new(settings["FLASHSALE_RABBITMQ_MANAGEMENT"]), "/");
        var stages = new Stages(shop, database, new(database, new()), meter, deadLetters, calibration);
        // All sales at once, before anything is measured: a sale opens long before its crowd comes.
        foreach (var (product, stock) in new[] { ("warm-up", warmUp), ("warm-up-expiry", warmUp), ("burst", orders), ("expiry", orders), ("steady", SteadyRate * SteadySeconds), ("warm-up-2", warmUp), ("burst-2", orders) })
            await shop.OpenSaleAsync(product, stock);
        // Its stock is sold without Redis.
        await shop.OpenSaleAsync(FinishedOrders.Product, 0);
        await shop.OpenSaleAsync("warm-up-full", warmUp);
        await shop.OpenSaleAsync("burst-full", orders);

        // Compiled code and prepared statements: a service that has just started is not what is measured.
        await stages.PaymentAsync("warm-up", "warm-up", (await stages.BurstAsync("warm-up", "warm-up", warmUp)).Orders);
        await stages.BurstAsync("warm-up", "warm-up-expiry", warmUp);
        await stages.ExpiryAsync("warm-up", "warm-up-expiry", warmUp);

        var (burst, paid) = await stages.BurstAsync("burst", "burst", orders);
        var payment = await stages.PaymentAsync("payment", "burst", paid);
        await stages.BurstAsync("before expiry", "expiry", orders);
        var expiry = await stages.ExpiryAsync("expiry", "expiry", orders);
        var steady = await stages.SteadyAsync("steady", SteadyRate, SteadyRate * SteadySeconds);
        List<StageResult> results = [burst, payment, expiry];

        ProgressLine.Say("second instances of sagas and inventory");
        await Installation.CommandAsync("start", "sagas", "--instances", "2");
        await Installation.CommandAsync("start", "inventory", "--instances", "2");
        await stages.BurstAsync("warm-up-2", "warm-up-2", warmUp);
        results.Add((await stages.BurstAsync("burst-2", "burst-2", orders)).Result);
        await Installation.CommandAsync("stop", "sagas.2");
        await Installation.CommandAsync("stop", "inventory.2");

        if (finished > 0)
        {
            await new FinishedOrders(database).GenerateAsync("burst", finished);
            // New statistics mean new plans, and the tables' hot pages are in nobody's cache.
            await stages.PaymentAsync("warm-up", "warm-up-full", (await stages.BurstAsync("warm-up", "warm-up-full", warmUp)).Orders);
            var (fullBurst, fullPaid) = await stages.BurstAsync($"burst{StageResult.Full}", "burst-full", orders);
            results.AddRange([fullBurst, await stages.PaymentAsync($"payment{StageResult.Full}", "burst-full", fullPaid)]);
        }

        return new()
        {
            Machine = Machine.Read(),
            At = TimeProvider.System.GetUtcNow(),
            Orders = orders,
            Finished = finished,
            Calibration = calibration,
            Stages = results,
            Steady = steady,
        };
    }
}
