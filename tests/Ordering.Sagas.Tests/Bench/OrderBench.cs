using FlashSale.Ordering.Sagas.Early;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using MassTransit;
using MassTransit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Bench;

/// <summary>
/// The machine over a real PostgreSQL, on MassTransit's in-memory transport: the test tells the saga something and knows when
/// it has been handled.
/// </summary>
public sealed class OrderBench : IAsyncLifetime
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    readonly Deliveries _deliveries = new();
    IHost _host = null!;

    public TestDatabase Database { get; } = new();

    public Mailbox Mailbox { get; } = new();

    public OrderStateMachine Machine => _host.Services.GetRequiredService<OrderStateMachine>();

    public static readonly FaultTimings Timings = new();

    ITestHarness Harness => _host.Services.GetRequiredService<ITestHarness>();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddSingleton(Timings)
            .AddSingleton(Database.DataSource)
            .AddDbContext<OrderingDbContext>((services, options) => options.UseNpgsql(Database.DataSource))
            .AddPostgresMessaging("ordering", options => options.ScheduleInterval = TimeSpan.FromMilliseconds(25))
            .AddMassTransitTestHarness(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.SetKebabCaseEndpointNameFormatter();
                bus.AddPostgresMessageScheduler();
                bus.AddEntityFrameworkOutbox<OrderingDbContext>(outbox => outbox.UsePostgres());
                bus.AddSagaStateMachine<OrderStateMachine, OrderState, WithoutFaultPolicy>().EntityFrameworkRepository(repository =>
                {
                    repository.ExistingDbContext<OrderingDbContext>();
                    repository.UsePostgres();
                });
                Mailbox.Connect(bus);
                bus.UsingInMemory((context, memory) =>
                {
                    memory.UsePostgresMessageScheduler(context);
                    memory.ConfigureEndpoints(context);
                });
            });
        _host = builder.Build();
        await _host.StartAsync();
        Harness.Bus.ConnectReceiveObserver(_deliveries);
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Database.DisposeAsync();
    }

    /// <summary>Publishes the message and waits until the saga is done with it.</summary>
    /// <param name="message">What the saga is told.</param>
    /// <param name="messageId">A new one when absent.</param>
    /// <param name="early">How often the message is said to have come before its order.</param>
    /// <param name="schedule">The token of the schedule that is said to have sent it.</param>
    /// <returns>The exception that it ended with, null when it was consumed.</returns>
    public async Task<Exception?> TellAsync(object message, Guid? messageId = null, int early = 0, Guid? schedule = null)
    {
        var id = messageId ?? NewId.NextSequentialGuid();
        var end = _deliveries.EndOf(id);
        await Harness.Bus.Publish(message, message.GetType(), context =>
        {
            context.MessageId = id;
            if (early > 0)
                context.Headers.Set(EarlyMessages.Header, early);
            if (schedule is not null)
                context.Headers.Set(MessageHeaders.SchedulingTokenId, schedule.Value.ToString("D"));
        });
        return await end.WaitAsync(Limit);
    }

    public async Task<T> WithDbAsync<T>(Func<OrderingDbContext, Task<T>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<OrderingDbContext>());
    }

    /// <summary>A fault ends the delivery at once: what the saga does is under test, not how often it is asked.</summary>
    sealed class WithoutFaultPolicy : SagaDefinition<OrderState>
    {
        protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderState> sagaConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.UseMessageRetry(retry =>
            {
                retry.Handle<Exception>(ConcurrencyConflict.Is);
                retry.Interval(50, TimeSpan.FromMilliseconds(10));
            });
            endpointConfigurator.UseEntityFrameworkOutbox<OrderingDbContext>(context);
        }
    }
}
