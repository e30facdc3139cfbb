using FlashSale.TestKit;
using Xunit.Sdk;

namespace FlashSale.Contracts.Tests;

/// <summary>Compares with a file under Approved. What is approved is on the wire and in the brokers of running systems: a change is a migration.</summary>
static class Approval
{
    public static string Folder { get; } = Path.Combine(Servers.Root, "tests", "Contracts.Tests", "Approved");

    public static void Verify(string name, string actual)
    {
        var file = Path.Combine(Folder, name);
        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (approved == actual)
            return;

        var received = Path.Combine(AppContext.BaseDirectory, name);
        File.WriteAllText(received, actual);
        var lines = approved.Split('\n');
        var now = actual.Split('\n');
        throw new XunitException($"""
            Not as approved in {name}.
            Gone: {string.Join(" | ", lines.Except(now))}
            New: {string.Join(" | ", now.Except(lines))}
            If running systems can take the change: cp {received} {file}
            """);
    }
}
