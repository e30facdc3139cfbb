namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>The meters that are read, by /metrics and by the export. A name that ends in * stands for all names with that beginning.</summary>
static class Meters
{
    public static readonly string[] Names =
    [
        "FlashSale.*",
        "Messaging.Postgres",
        "MassTransit",
        "Npgsql",
        "Microsoft.AspNetCore.*",
        "System.Runtime",
        "System.Net.Http",
    ];

    public static bool AreRead(string meter) => Array.Exists(Names, name => name.EndsWith('*')
        ? meter.StartsWith(name[..^1], StringComparison.Ordinal)
        : meter.Equals(name, StringComparison.Ordinal));
}
