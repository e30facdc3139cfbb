using FlashSale.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_the_endpoint_is_misconfigured(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_not_start_with_a_retry_inside_the_outbox()
    {
        var starting = fixture.StartHostAsync(builder => builder.Configure(x => x.AddConsumer<RetryingConsumer, RetryingDefinition>())
            .ConfigureBus((context, bus) => bus.ReceiveEndpoint("retrying", endpoint =>
            {
                endpoint.UseEntityFrameworkOutbox<TripDbContext>(context);
                endpoint.ConfigureConsumer<RetryingConsumer>(context);
            })));

        (await Should.ThrowAsync<ConfigurationException>(() => starting)).Message.ShouldContain("retrying");
    }

    [Fact]
    public async Task Should_fault_when_saga_and_outbox_use_two_DbContexts()
    {
        var host = await fixture.StartHostAsync(builder =>
        {
            builder.RetryMilliseconds = [];
            builder.Services = services => services.AddDbContext<OtherDbContext>(options => options.UseNpgsql(fixture.Database.DataSource));
            builder.Configure(x =>
                {
                    x.AddEntityFrameworkOutbox<OtherDbContext>();
                    x.AddSagaStateMachine<TripStateMachine, Trip>().EntityFrameworkRepository(r => r.ExistingDbContext<TripDbContext>());
                })
                .ConfigureBus((context, bus) => bus.ReceiveEndpoint("trips-of-two", endpoint =>
                {
                    endpoint.UseEntityFrameworkOutbox<OtherDbContext>(context);
                    endpoint.ConfigureSaga<Trip>(context);
                }));
        });
        var tripId = NewId.NextGuid();
        await host.SendAsync("trips-of-two", new BookTrip(tripId));

        await FailsWithConfigurationExceptionAsync("trips-of-two");
        (await fixture.TripAsync(tripId)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_fault_when_the_DbContext_retries_by_itself()
    {
        var host = await fixture.StartHostAsync(builder =>
        {
            builder.RetryMilliseconds = [];
            builder.Services = services => services.ConfigureDbContext<TripDbContext>(options => options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure()));
            builder.AddConsumer<WorkConsumer>("eager");
        });
        var key = NewId.NextGuid();
        await host.SendAsync("eager", new DoWork(key));

        await FailsWithConfigurationExceptionAsync("eager");
        WorkConsumer.Attempts.ShouldNotContainKey(key);
    }

    Task<string?> FailsWithConfigurationExceptionAsync(string queue) =>
        Poll.UntilAsync(async () => (await fixture.Broker.PeekAsync($"{queue}_error")).Select(letter => $"{letter.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-ExceptionType")}").SingleOrDefault(),
            type => type == typeof(ConfigurationException).FullName, $"the message is in {queue}_error with its reason");

    public sealed class OtherDbContext(DbContextOptions<OtherDbContext> options) : DbContext(options);

    public sealed class RetryingConsumer : IConsumer<LookAtTrip>
    {
        public Task Consume(ConsumeContext<LookAtTrip> context) => Task.CompletedTask;
    }

    public sealed class RetryingDefinition : ConsumerDefinition<RetryingConsumer>
    {
        protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RetryingConsumer> consumerConfigurator, IRegistrationContext context) =>
            consumerConfigurator.UseMessageRetry(retry => retry.Immediate(2));
    }
}
