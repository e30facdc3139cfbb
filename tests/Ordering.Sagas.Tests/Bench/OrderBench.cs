using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using MassTransit;
using MassTransit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
    ServiceProvider _services = null!;

    public TestDatabase Database { get; } = new();

    public Mailbox Mailbox { get; } = new();

    public OrderStateMachine Machine => _services.GetRequiredService<OrderStateMachine>();

    public static readonly FaultTimings Timings = new();

    ITestHarness Harness => _services.GetRequiredService<ITestHarness>();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Timings)
            .AddSingleton(Database.DataSource)
            .AddDbContext<OrderingDbContext>((services, options) => options.UseNpgsql(Database.DataSource))
            .AddPostgresMessaging("ordering", options => options.ScheduleInterval = TimeSpan.FromMilliseconds(25))
            .AddMassTransitTestHarness(bus =>
            {
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
            })
            .BuildServiceProvider(true);
        await Harness.Start();
        Harness.Bus.ConnectReceiveObserver(_deliveries);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Publishes the message and waits until the saga is done with it.</summary>
    /// <returns>The exception that it ended with, null when it was consumed.</returns>
    public async Task<Exception?> TellAsync(object message, Guid? messageId = null, int redeliveries = 0)
    {
        var id = messageId ?? NewId.NextSequentialGuid();
        var end = _deliveries.EndOf(id);
        await Harness.Bus.Publish(message, message.GetType(), context =>
        {
            context.MessageId = id;
            if (redeliveries > 0)
                context.Headers.Set(MessageHeaders.RedeliveryCount, redeliveries);
        });
        return await end.WaitAsync(Limit);
    }

    public async Task<T> WithDbAsync<T>(Func<OrderingDbContext, Task<T>> work)
    {
        await using var scope = _services.CreateAsyncScope();
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
