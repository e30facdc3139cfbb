using System.Globalization;

namespace FlashSale.Chaos.Harness;

/// <summary>The installation under test: the settings that ./flashsale gives its children.</summary>
sealed class Settings
{
    readonly int _portBase = int.Parse(Read("FLASHSALE_PORT_BASE"));
    readonly string _artifacts = Read("FLASHSALE_CHAOS_ARTIFACTS");

    public string Home { get; } = Read("FLASHSALE_HOME");

    public string Root { get; } = Read("FLASHSALE_ROOT");

    public string OpsKey { get; } = Read("FLASHSALE_OPS_KEY");

    public string WebhookSecret { get; } = Read("FLASHSALE_WEBHOOK_SECRET");

    /// <summary>Whether the services under test have crash points compiled in.</summary>
    public bool HasCrashPoints { get; } = Read("FLASHSALE_CHAOS_CRASH_POINTS") == "true";

    /// <summary>
    /// How long F31-sagas-host-frozen freezes. Minutes: whoever holds a transaction open has to be ended by the limits that the services bring with
    /// them, and the orders that it holds have to move on meanwhile.
    /// </summary>
    public TimeSpan Freeze { get; } = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("FLASHSALE_CHAOS_FREEZE_SECONDS") ?? "150", CultureInfo.InvariantCulture));

    public string Database => $"Host=127.0.0.1;Port={PortOf(Servers.Postgres)};Database=flashsale;Username=flashsale;Password=flashsale;Timeout=5;Command Timeout=20;Maximum Pool Size=20;Application Name=chaos";

    public string Redis => $"127.0.0.1:{PortOf(Servers.Redis)}";

    public Uri RabbitMqManagement => new($"http://127.0.0.1:{PortOf("management")}");

    public string BinFolder(string project) => Path.Combine(_artifacts, "bin", project, "release");

    /// <summary>The ports of tools/cli/settings.sh.</summary>
    /// <param name="name">A server, management, a service, or a service and its instance: api.2.</param>
    public int PortOf(string name)
    {
        var parts = name.Split('.');
        var instance = parts.Length > 1 ? int.Parse(parts[1]) : 1;
        return _portBase + parts[0] switch
        {
            Servers.Postgres => 41,
            Servers.Redis => 42,
            Servers.RabbitMq => 43,
            "management" => 44,
            "replica" => 47,
            "api" => 1 + 5 * (instance - 1),
            "sagas" => 2 + 5 * (instance - 1),
            "inventory" => 3 + 5 * (instance - 1),
            "notifications" => 4 + 5 * (instance - 1),
            _ => throw new ArgumentException($"No port is known for {name}.", nameof(name)),
        };
    }

    static string Read(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set. Run this by ./flashsale chaos.");
}
