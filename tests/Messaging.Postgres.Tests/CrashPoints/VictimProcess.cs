using System.Diagnostics;
using MassTransit.PostgresIntegration;

namespace MassTransit.Tests.CrashPoints;

/// <summary>A true process, this assembly's own: it consumes jobs and kills itself with SIGKILL at a point of its delivery.</summary>
static class VictimProcess
{
    const int KilledExitCode = 137;

    /// <summary>Runs until the process is dead.</summary>
    public static async Task RunAsync(MessagingFixture fixture, DeliveryPoint point, Job job)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(VictimProcess).Assembly.Location, fixture.Database.ConnectionString, fixture.Broker.Address.ToString(), point.ToString(), job.Key.ToString(), job.Steps.ToString()]))!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }

        if (process.ExitCode != KilledExitCode)
            throw new InvalidOperationException($"The process ended with {process.ExitCode}, not by its own SIGKILL.");
    }

    public static async Task Main(string[] arguments)
    {
        if (arguments is not [var postgres, var rabbitMq, var point, var key, var steps])
            throw new ArgumentException("This program is started by its own tests.", nameof(arguments));

        var dieAt = Enum.Parse<DeliveryPoint>(point);
        await using var host = new TestHostBuilder(new MessagingFixture())
        {
            Postgres = postgres,
            RabbitMq = new Uri(rabbitMq),
            Options = options => options.Reached = reached => reached == dieAt ? Die() : Task.CompletedTask,
        }.WithShortLease().AddJobs().AtTheEnd(_ => Task.CompletedTask).Build();
        await host.StartAsync();
        await host.SendAsync("jobs", new Job(Guid.Parse(key), int.Parse(steps)));
        await Task.Delay(TimeSpan.FromMinutes(1));
    }

    static Task Die()
    {
        Process.GetCurrentProcess().Kill();
        // The signal may need an instant; nothing else of this process may happen in it.
        Thread.Sleep(Timeout.Infinite);
        return Task.CompletedTask;
    }
}
