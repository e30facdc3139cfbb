using FlashSale.ServiceDefaults.Connections;
using Microsoft.Extensions.Configuration;

namespace FlashSale.TestKit;

/// <summary>
/// The real servers that tests run against: the environment first (FLASHSALE_*, set by `./flashsale test`), else the
/// file .flashsale/test/env that a running `./flashsale test --servers` leaves.
/// </summary>
public static class Servers
{
    static readonly Lazy<IConfiguration> Settings = new(Read);
    static readonly Lazy<ServerAddresses> All = new(() => ServerAddresses.From(Settings.Value));

    public static ServerAddresses Addresses => All.Value;

    /// <summary>A FLASHSALE_* setting as it stands, null when absent.</summary>
    public static string? Setting(string name) => Settings.Value[name];

    /// <summary>The folder that holds FlashSale.sln.</summary>
    public static string Root { get; } = FindRoot();

    static IConfiguration Read()
    {
        if (Environment.GetEnvironmentVariable("FLASHSALE_POSTGRES") is not null)
            return new ConfigurationBuilder().AddEnvironmentVariables().Build();

        var file = Path.Combine(Root, ".flashsale", "test", "env");
        if (!File.Exists(file))
            throw new InvalidOperationException("No servers to test against. Run `./flashsale test`, or `./flashsale test --servers` once and then dotnet test.");

        var lines = File.ReadAllLines(file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2);
        return new ConfigurationBuilder().AddInMemoryCollection(lines.Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build();
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FlashSale.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"FlashSale.sln not found above {AppContext.BaseDirectory}.");
    }
}
