using FlashSale.Chaos.Oracle;

namespace FlashSale.Chaos.Harness;

/// <summary>Everything under test: three servers, four services behind proxies, and the eyes on them.</summary>
sealed class Stack : IAsyncDisposable
{
    public Stack(Settings settings)
    {
        Settings = settings;
        Services = new(settings);
        Servers = new(settings);
        Observer = new(settings);
        Operator = new(settings, Services);
    }

    public Settings Settings { get; }

    public Services Services { get; }

    public Servers Servers { get; }

    public Observer Observer { get; }

    public Operator Operator { get; }

    /// <summary>All servers and one instance of each service run, healed.</summary>
    public async Task RestoreAsync()
    {
        Directory.CreateDirectory(Path.Combine(Settings.Home, "mail"));
        await Servers.RestoreAsync();
        await Services.RestoreAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Observer.DisposeAsync();
        Operator.Dispose();
    }
}
