using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Api.Tests.Operations.DeadLetters;

/// <summary>A message, and a consumer of it that fails until it is mended.</summary>
public sealed record Ware
{
    public required Guid OrderId { get; init; }

    public sealed class State
    {
        int _attempts;

        public bool Mended { get; set; }
        public int Attempts => _attempts;

        public void Attempt() => Interlocked.Increment(ref _attempts);
    }

    public sealed class Consumer(State state) : IConsumer<Ware>
    {
        public Task Consume(ConsumeContext<Ware> context)
        {
            state.Attempt();
            return state.Mended ? Task.CompletedTask : throw new InvalidOperationException("broken");
        }
    }

    public sealed class Definition : ConsumerDefinition<Consumer>
    {
        public Definition() => EndpointName = "ware";

        protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<Consumer> consumerConfigurator, IRegistrationContext context) =>
            endpointConfigurator.UseFaultPolicy(context);
    }
}
