using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// What a scope publishes and sends through: inside a consumer the consumed message's context, whose own outbox decides,
/// else the bus outbox. Requests go out at once: a reply to a message that waits for a commit would never come.
/// </summary>
sealed class PostgresScopedBusContextProvider<TBus> : IScopedBusContextProvider<TBus>
    where TBus : class, IBus
{
    public PostgresScopedBusContextProvider(
        TBus bus, BusOutbox outbox, Bind<TBus, IClientFactory> clientFactory, Bind<TBus, IScopedConsumeContextProvider> consuming, IServiceProvider provider)
    {
        Context = consuming.Value.HasContext
            ? new ConsumeContextScopedBusContext(consuming.Value.GetContext(), clientFactory.Value)
            : new OutboxScopedBusContext(bus, outbox, clientFactory.Value, provider);
    }

    public ScopedBusContext Context { get; }

    sealed class OutboxScopedBusContext(TBus bus, BusOutbox outbox, IClientFactory clientFactory, IServiceProvider provider) : ScopedBusContext
    {
        public ISendEndpointProvider SendEndpointProvider { get; } = new OutboxSendEndpointProvider(outbox, bus);
        public IPublishEndpoint PublishEndpoint { get; } = new PublishEndpoint(new OutboxPublishEndpointProvider(outbox, bus));
        public IScopedClientFactory ClientFactory { get; } = new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clientFactory, provider)), null!);
    }
}
