using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>tools/bench/bare-post as a process, under the settings of the API's: what all other figures are set against.</summary>
sealed class BarePost : IDisposable
{
    public const string Name = "bare-post";

    readonly Process _process;

    BarePost(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    /// <returns>When it takes connections.</returns>
    public static async Task<BarePost> StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var program = Path.Combine(Installation.Root, "artifacts", "bin", "BarePost", "release", "BarePost");
        var process = Process.Start(new ProcessStartInfo(program) { UseShellExecute = false, Environment = { ["ASPNETCORE_URLS"] = address.ToString(), ["DOTNET_GCgen0size"] = Environment.GetEnvironmentVariable("DOTNET_GCgen0size") ?? "4000000" } })!;
        var start = TimeProvider.System.GetTimestamp();
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.PostAsync(new Uri(address, "/api/flash-sales/any/order"), new StringContent("{}"));
                return new(process, address);
            }
            catch (HttpRequestException) when (!process.HasExited && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(50);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
