using System.Globalization;
using System.Net.Http.Json;
using FlashSale.Chaos.Harness;

namespace FlashSale.Chaos.Scenarios;

/// <summary>Not a clock that the code asks (F22), but the process's: whatever library looks at it, sees the wrong time.</summary>
sealed class F31ClocksAreOff() : Scenario("F31-clocks-off", "of two hosts of the sagas one's clock is 20 minutes fast and the other's 20 minutes slow, by libfaketime; deadlines and redeliveries come when PostgreSQL says")
{
    static readonly (string Host, string Offset, int Minutes)[] Hosts = [("sagas", "+20m", 20), ("sagas.2", "-20m", -20)];

    public override double BuyersPerSecond => 15;

    public override async Task HurtAsync(Run run)
    {
        await run.Services["sagas"].StopAsync();
        foreach (var (host, offset, _) in Hosts)
            await run.Services.StartAsync(host, FakedClock.Settings(offset));
        var off = new List<double>();
        foreach (var (host, _, _) in Hosts)
            off.Add((await run.Services.ClockAsync(host) - Run.Now).TotalMinutes);

        // Refunds that fail before they are made are redelivered, by whichever host took them.
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(run.Services.ApiAddresses[0], "/api/sandbox/refunds/faults"), new { mode = "fail-before", count = 20 });
        answer.EnsureSuccessStatusCode();
        await run.PauseAsync(12, 14);
        var failed = 20 - Convert.ToInt32(await run.Servers.QueryAsync("SELECT remaining FROM sandbox.refund_faults"), CultureInfo.InvariantCulture);
        var expired = (await run.Observer.CollectAsync(run.Sale, run.Journal)).Timeline.Count(step => step.Event == "PaymentExpired");
        foreach (var (host, _, _) in Hosts)
            await run.Services[host].StopAsync();
        await run.Services.StartAsync("sagas");
        run.Hit(Hosts.Zip(off).All(host => Math.Abs(host.Second - host.First.Minutes) < 1) && failed > 5 && expired > 5,
            $"the clocks of the sagas were {off[0]:0.0} and {off[1]:0.0} minutes off; {expired} deadlines came, and {failed} refunds failed and were redelivered");
    }
}
