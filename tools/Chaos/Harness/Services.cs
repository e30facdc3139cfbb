using System.Diagnostics;
using FlashSale.TestKit;

namespace FlashSale.Chaos.Harness;

/// <summary>The four services as processes of this harness, each behind proxies of its own to the three servers.</summary>
sealed class Services(Settings settings) : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Names = ["inventory", "sagas", "notifications", "api"];

    static readonly Dictionary<string, string> Projects = new(StringComparer.Ordinal)
    {
        ["api"] = "Ordering.Api",
        ["sagas"] = "Ordering.Sagas",
        ["inventory"] = "Inventory.Consumers",
        ["notifications"] = "Notifications.Consumers",
    };

    // As in tools/cli/services.sh: the later a service comes in the pipeline, the lower its priority.
    static readonly Dictionary<string, string> Niceness = new(StringComparer.Ordinal) { ["api"] = "0", ["sagas"] = "15", ["inventory"] = "17", ["notifications"] = "19" };

    // A session of its own: a Ctrl+C is for the harness, which stops the services in order, and a priority is a session's (sched(7), autogroup).
    const string InItsSession = "{ echo \"$2\" > /proc/self/autogroup; } 2> /dev/null; exec \"$0\" >> \"$1\" 2>&1 < /dev/null";

    readonly Dictionary<(string Service, string Server), TcpProxy> _proxies = [];
    readonly Dictionary<string, ServiceProcess> _running = new(StringComparer.Ordinal);
    readonly List<ServiceProcess> _all = [];
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>How long an answer may be awaited before anybody looks where it is: half of production's time.</summary>
    public static readonly TimeSpan OverdueAfter = TimeSpan.FromSeconds(15);

    public ServiceProcess this[string name] => _running[name];

    public IReadOnlyCollection<ServiceProcess> Running => _running.Values;

    /// <summary>The API's addresses, each instance once, whether it answers or not.</summary>
    public IReadOnlyList<Uri> ApiAddresses { get; private set; } = [];

    /// <summary>The wire between a service (all its instances) and a server.</summary>
    public TcpProxy Wire(string service, string server)
    {
        if (!_proxies.TryGetValue((service, server), out var proxy))
            _proxies[(service, server)] = proxy = new("127.0.0.1", settings.PortOf(server));
        return proxy;
    }

    public IEnumerable<TcpProxy> WiresTo(string server) => Names.Select(service => Wire(service, server));

    /// <param name="name">api, or api.2 for a second instance.</param>
    /// <param name="extra">Settings beyond the usual ones.</param>
    public async Task StartAsync(string name, params (string Name, string Value)[] extra)
    {
        Launch(name, extra);
        await WaitUntilReadyAsync(name);
    }

    /// <summary>Unless it runs already.</summary>
    public Task EnsureAsync(string name) => _running.TryGetValue(name, out var process) && !process.HasEnded ? Task.CompletedTask : StartAsync(name);

    /// <summary>Without waiting: it may die while it starts, or wait for a server.</summary>
    public ServiceProcess Launch(string name, params (string Name, string Value)[] extra)
    {
        var service = name.Split('.')[0];
        var folder = settings.BinFolder(Projects[service]);
        var log = Path.Combine(settings.Home, "logs", $"{name}.log");
        var address = new Uri($"http://127.0.0.1:{settings.PortOf(name)}");
        var start = new ProcessStartInfo("setsid", ["bash", "-c", InItsSession, Path.Combine(folder, Projects[service]), log, Niceness[service]]) { UseShellExecute = false };
        foreach (var (key, value) in Environment(service, address, folder).Concat(extra))
            start.Environment[key] = value;
        var process = new ServiceProcess(name, Process.Start(start)!, address, log);
        _all.Add(process);
        _running[name] = process;
        File.WriteAllText(Path.Combine(settings.Home, "run", $"{name}.pid"), $"{process.Pid}");
        if (service == "api" && !ApiAddresses.Contains(address))
            ApiAddresses = [.. ApiAddresses, address];
        return process;
    }

    public async Task WaitUntilReadyAsync(string name)
    {
        var process = _running[name];
        await Eventually.HoldsAsync(async () =>
        {
            if (process.HasEnded)
                throw new InvalidOperationException($"{name} ended while starting; its log is {process.Log}");
            return await AnswersAsync(new(process.Address, "/health/ready"));
        }, $"{name} is ready", TimeSpan.FromSeconds(60));
    }

    /// <summary>As they usually run: one instance each, none armed or shifted.</summary>
    public async Task RestoreAsync()
    {
        foreach (var ((_, server), proxy) in _proxies)
        {
            proxy.Heal();
            proxy.LeadTo("127.0.0.1", settings.PortOf(server));
        }

        foreach (var extra in _running.Keys.Where(name => name.Contains('.', StringComparison.Ordinal)).ToArray())
        {
            _running[extra].Resume();
            await _running[extra].StopAsync();
            _running.Remove(extra);
        }

        ApiAddresses = [new($"http://127.0.0.1:{settings.PortOf("api")}")];
        foreach (var name in Names.Where(name => !_running.TryGetValue(name, out var process) || process.HasEnded).ToArray())
            Launch(name);
        foreach (var name in Names)
            await WaitUntilReadyAsync(name);
    }

    /// <summary>What a service's own clock says, to the second: the date of its answers.</summary>
    public async Task<DateTimeOffset> ClockAsync(string name)
    {
        using var answer = await _http.GetAsync(new Uri(_running[name].Address, "/health/ready"));
        return answer.Headers.Date ?? throw new InvalidOperationException($"{name} answers without a date.");
    }

    public async Task<string> MetricsAsync(string name) => await _http.GetStringAsync(new Uri(_running[name].Address, "/metrics"));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values.Where(process => !process.HasEnded))
        {
            process.Resume();
            await process.StopAsync();
        }

        foreach (var process in _all)
            process.Dispose();
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync();
        _http.Dispose();
    }

    async Task<bool> AnswersAsync(Uri uri)
    {
        try
        {
            using var answer = await _http.GetAsync(uri);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    IEnumerable<(string, string)> Environment(string service, Uri address, string folder) =>
    [
        ("ASPNETCORE_URLS", address.ToString()),
        ("ASPNETCORE_ENVIRONMENT", "Development"),
        ("ASPNETCORE_CONTENTROOT", folder),
        ("DOTNET_GCgen0size", "4000000"),
        ("FLASHSALE_POSTGRES", $"postgresql://flashsale:flashsale@127.0.0.1:{Wire(service, Servers.Postgres).Port}/flashsale"),
        ("FLASHSALE_REDIS", $"redis://127.0.0.1:{Wire(service, Servers.Redis).Port}"),
        ("FLASHSALE_RABBITMQ", $"amqp://flashsale:flashsale@127.0.0.1:{Wire(service, Servers.RabbitMq).Port}/"),
        // Shorter than production's, so that a run sees the whole ladder; as many steps.
        ("FLASHSALE_REDELIVERY_SECONDS", "2,4,8,16"),
        ("FLASHSALE_PAYMENT_PROVIDER_SECONDS", "2"),
        // So short that a resend of what only waits would show (I18).
        ("FLASHSALE_OVERDUE_SECONDS", $"{OverdueAfter.TotalSeconds}"),
    ];
}
