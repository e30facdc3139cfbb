using System.Globalization;

namespace FlashSale.Chaos.Scenarios;

sealed class F25MailIsDown() : Scenario("F25-mail-down", "no mail can be sent for a while; orders go on")
{
    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        var folder = Path.Combine(run.Home, "mail");
        Directory.Move(folder, $"{folder}.away");
        // A file in its place: nothing can be written below it, whoever tries.
        await File.WriteAllTextAsync(folder, "");
        await run.PauseAsync(9, 12);
        var completed = run.Journal.Entries.Count(entry => entry.At > since && entry.OrderStatus is "Confirmed" or "Expired" or "Cancelled");
        File.Delete(folder);
        Directory.Move($"{folder}.away", folder);
        var failed = Convert.ToInt64(await run.Servers.QueryAsync("SELECT count(*) FROM notifications.journal WHERE last_error IS NOT NULL AND state = 'Sending'"), CultureInfo.InvariantCulture);
        run.Hit(failed > 0 && completed > 0, $"{failed} notices could not be sent at first; orders went on meanwhile");
    }
}
