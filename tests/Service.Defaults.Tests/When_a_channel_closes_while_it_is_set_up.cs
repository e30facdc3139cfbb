using FlashSale.TestKit;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_a_channel_closes_while_it_is_set_up : Situation
{
    readonly LostDeclaration _declaration = new();

    [Fact]
    public async Task Should_connect_anew_and_consume()
    {
        await Host.StartAsync(
            bus => bus.AddConsumer<ProbeConsumer, Definition>(),
            services => services.AddSingleton(Script).AddSingleton(_declaration));
        _declaration.LoseNext = true;
        await Poll.UntilAsync(() => Broker.CloseConnectionsAsync(), closed => closed > 0, "the connection is closed");
        await Poll.UntilAsync(() => Task.FromResult(_declaration.Lost), lost => lost == 1, "the endpoint is back, and its declaration is lost", TimeSpan.FromSeconds(40));

        await Poll.UntilAsync(() => Broker.CloseConnectionsAsync(), closed => closed > 0, "the connection is closed once more");
        await PublishAsync();

        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts > 0, "the message is consumed", TimeSpan.FromSeconds(40));
        _declaration.Lost.ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_hurry_what_is_in_hand()
    {
        var inHand = new TaskCompletionSource();
        Script.Consume = (_, _) => inHand.Task;
        await Host.StartAsync(bus => bus.AddConsumer<ProbeConsumer>(), services => services.AddSingleton(Script));
        await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts == 1, "the message is in hand");

        await Poll.UntilAsync(() => Broker.CloseConnectionsAsync(), closed => closed > 0, "the connection is closed");
        // 5 s to end, a breath, and MassTransit's first wait of up to 10 s.
        await Task.Delay(TimeSpan.FromSeconds(20));
        Script.Attempts.ShouldBe(1);

        inHand.SetResult();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts == 2, "it is delivered again", TimeSpan.FromSeconds(40));
    }

    public sealed class Definition(LostDeclaration declaration) : ConsumerDefinition<ProbeConsumer>
    {
        protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ProbeConsumer> consumerConfigurator, IRegistrationContext context) =>
            ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).ConfigureChannel(channel => channel.UseFilter(declaration));
    }

    /// <summary>Where the queue is declared: waits once for an answer that does not come, whatever becomes of the channel.</summary>
    public sealed class LostDeclaration : IFilter<ChannelContext>
    {
        int _lost;

        public bool LoseNext { get; set; }

        public int Lost => _lost;

        public Task Send(ChannelContext context, IPipe<ChannelContext> next)
        {
            if (!LoseNext)
                return next.Send(context);
            LoseNext = false;
            Interlocked.Increment(ref _lost);
            return new TaskCompletionSource().Task;
        }

        public void Probe(ProbeContext context)
        {
        }
    }
}
