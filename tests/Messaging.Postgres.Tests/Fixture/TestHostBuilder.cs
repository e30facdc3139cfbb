using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MassTransit.Tests;

/// <summary>What runs in a <see cref="TestHost"/>.</summary>
public sealed class TestHostBuilder(MessagingFixture fixture)
{
    readonly List<Action<IBusRegistrationConfigurator>> _registrations = [];
    readonly List<Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>> _endpoints = [];

    /// <summary>Connection string: the fixture's database, unless a proxy stands before it.</summary>
    public string Postgres { get; set; } = fixture.Database.ConnectionString;

    /// <summary>The fixture's virtual host, unless a proxy stands before it.</summary>
    public Uri RabbitMq { get; set; } = fixture.Broker.Address;

    /// <summary>Intervals of the endpoints' retry; empty for none.</summary>
    public int[] RetryMilliseconds { get; set; } = [20, 50, 100];

    public Action<PostgresMessagingOptions> Options { get; set; } = _ => { };

    public Action<IServiceCollection> Services { get; set; } = _ => { };

    /// <summary>Whether the loops and the bus outbox run; off leaves everything to another host.</summary>
    public bool Loops { get; set; } = true;

    /// <summary>The saga on the queue trips.</summary>
    public TestHostBuilder AddTrips()
    {
        _registrations.Add(x => x.AddSagaStateMachine<TripStateMachine, Trip>().EntityFrameworkRepository(r =>
        {
            r.ExistingDbContext<TripDbContext>();
            r.UsePostgres();
        }));
        _endpoints.Add((context, bus) => bus.ReceiveEndpoint("trips", endpoint =>
        {
            UseRetry(endpoint);
            endpoint.UseEntityFrameworkOutbox<TripDbContext>(context);
            endpoint.ConfigureSaga<Trip>(context);
        }));
        return this;
    }

    /// <summary>A consumer on a queue, with inbox and outbox.</summary>
    public TestHostBuilder AddConsumer<TConsumer>(string queue)
        where TConsumer : class, IConsumer =>
        AddEndpoint(queue, outbox: true, typeof(TConsumer));

    /// <summary>Records every T that reaches the queue, duplicates too, in the order of the queue.</summary>
    public TestHostBuilder AddSeen<T>(string queue)
        where T : class =>
        AddEndpoint(queue, outbox: false, endpoint => endpoint.ConcurrentMessageLimit = 1, typeof(SeenConsumer<T>));

    /// <summary>Listeners to everything that trips and workers send.</summary>
    public TestHostBuilder AddListeners() => this
        .AddSeen<WorkStarted>("work-started").AddSeen<WorkDone>("work-done").AddSeen<WorkSent>("sent").AddSeen<Fault<DoWork>>("work-faults")
        .AddSeen<TripBooked>("booked").AddSeen<TripPaid>("paid").AddSeen<TripExpired>("expired");

    public TestHostBuilder AddEndpoint(string queue, bool outbox, params Type[] consumers) => AddEndpoint(queue, outbox, _ => { }, consumers);

    public TestHostBuilder AddEndpoint(string queue, bool outbox, Action<IReceiveEndpointConfigurator> configure, params Type[] consumers)
    {
        foreach (var consumer in consumers)
            _registrations.Add(x => x.AddConsumer(consumer));
        _endpoints.Add((context, bus) => bus.ReceiveEndpoint(queue, endpoint =>
        {
            configure(endpoint);
            UseRetry(endpoint);
            if (outbox)
                endpoint.UseEntityFrameworkOutbox<TripDbContext>(context);
            foreach (var consumer in consumers)
                endpoint.ConfigureConsumer(context, consumer);
        }));
        return this;
    }

    public TestHostBuilder Configure(Action<IBusRegistrationConfigurator> registration)
    {
        _registrations.Add(registration);
        return this;
    }

    public TestHostBuilder ConfigureBus(Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> configure)
    {
        _endpoints.Add(configure);
        return this;
    }

    internal TestHost Build()
    {
        var dataSource = NpgsqlDataSource.Create(Postgres);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        // Failures are asked for here; a test says what it waited for.
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Critical);
        var services = builder.Services;
        services.AddSingleton(dataSource);
        services.AddSingleton(fixture.Seen);
        services.AddSingleton(fixture.Gate);
        services.AddSingleton<IReceiveObserver>(fixture.Deliveries);
        services.AddDbContext<TripDbContext>(options => options.UseNpgsql(dataSource));
        services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        services.AddPostgresMessaging(MessagingFixture.Schema, options =>
        {
            // Long, so that the sweep never makes up for what should have been delivered at once.
            options.Lease = TimeSpan.FromMinutes(1);
            options.DeliveryTimeout = TimeSpan.FromSeconds(10);
            options.SweepInterval = TimeSpan.FromMilliseconds(100);
            options.ScheduleInterval = TimeSpan.FromMilliseconds(50);
            options.FirstBackoff = TimeSpan.FromMilliseconds(100);
            options.FaultOf = FlashSale.ServiceDefaults.Messaging.SendFaults.Of;
            Options(options);
        });
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.AddEntityFrameworkOutbox<TripDbContext>(o =>
            {
                o.UsePostgres();
                o.UseBusOutbox();
            });
            x.AddPostgresMessageScheduler();
            foreach (var registration in _registrations)
                registration(x);
            x.UsingRabbitMq((context, bus) =>
            {
                bus.Host(RabbitMq);
                bus.DeployPublishTopology = true;
                bus.UsePostgresMessageScheduler(context);
                foreach (var endpoint in _endpoints)
                    endpoint(context, bus);
            });
        });
        Services(services);
        if (!Loops)
            RemoveLoops(services);
        return new(builder.Build(), dataSource);
    }

    static void RemoveLoops(IServiceCollection services)
    {
        foreach (var loop in services.Where(service => service.ServiceType == typeof(IHostedService)
            && (service.ImplementationType ?? service.ImplementationFactory?.GetType().GenericTypeArguments[1])?.Namespace == "MassTransit.PostgresIntegration").ToArray())
            services.Remove(loop);
    }

    void UseRetry(IReceiveEndpointConfigurator endpoint)
    {
        if (RetryMilliseconds.Length > 0)
            endpoint.UseMessageRetry(retry => retry.Intervals(RetryMilliseconds));
    }
}
