using System.Diagnostics;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>A true process, this assembly's own: it consumes probes as a service does, and the probe of one order kills it with SIGKILL.</summary>
static class VictimProcess
{
    const int KilledExitCode = 137;
    const int AtOnce = 400;

    static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Work = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs until the process is dead, or what the test waits for has come.</summary>
    /// <returns>Whether it has killed itself.</returns>
    public static async Task<bool> RunAsync(TestDatabase database, TestBroker broker, string queueType, Guid killer, Func<Task<bool>> isOver)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(VictimProcess).Assembly.Location, database.ConnectionString, broker.Address.ToString(), queueType, killer.ToString()]))!;
        try
        {
            var clock = Stopwatch.StartNew();
            while (!process.HasExited && !await isOver() && clock.Elapsed < LongestLife)
                await Task.Delay(50);
            if (!process.HasExited)
                return false;
            await process.WaitForExitAsync();
            return process.ExitCode == KilledExitCode ? true : throw new InvalidOperationException($"The process ended with {process.ExitCode}, not by its own SIGKILL.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    public static async Task Main(string[] arguments)
    {
        if (arguments is not [var postgres, var rabbitMq, var queueType, var killer])
            throw new ArgumentException("This program is started by its own tests.", nameof(arguments));

        var script = new ProbeScript
        {
            Consume = async (context, _) =>
            {
                if (context.Message.OrderId == Guid.Parse(killer))
                    Die();
                await Task.Delay(Work);
            },
        };
        await using var host = new TestHost(postgres, new Uri(rabbitMq)).With("FLASHSALE_QUEUE_TYPE", queueType);
        await host.StartAsync(bus => bus.AddConsumer<ProbeConsumer, ManyAtOnce>(), services => services.AddSingleton(script));
        await Task.Delay(LongestLife);
    }

    static void Die()
    {
        Process.GetCurrentProcess().Kill();
        // The signal is on its way to all threads: this one must not continue meanwhile.
        Thread.Sleep(Timeout.Infinite);
    }

    sealed class ManyAtOnce : ConsumerDefinition<ProbeConsumer>
    {
        protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ProbeConsumer> consumerConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.PrefetchCount = AtOnce;
            endpointConfigurator.ConcurrentMessageLimit = AtOnce;
            endpointConfigurator.UseFaultPolicy(context);
        }
    }
}
