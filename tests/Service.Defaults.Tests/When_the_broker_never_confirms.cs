using System.Reflection;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_the_broker_never_confirms
{
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Should_end_as_a_fault_of_the_broker()
    {
        var exception = await Should.ThrowAsync<TimeoutException>(() => ConfirmedPublish.PublishAsync(SilentBroker.Context(CancellationToken.None), "a decision", _ => { }, Limit).WaitAsync(TimeSpan.FromSeconds(5)));
        exception.Message.ShouldContain("No confirm");
        InfrastructureFault.Is(exception).ShouldBeTrue("the message waits and is tried again");
    }

    [Fact]
    public async Task Should_end_as_a_cancellation_when_the_endpoint_stops()
    {
        using var stopping = new CancellationTokenSource(Limit);
        await Should.ThrowAsync<OperationCanceledException>(() => ConfirmedPublish.PublishAsync(SilentBroker.Context(stopping.Token), "a decision", _ => { }, TimeSpan.FromMinutes(1)).WaitAsync(TimeSpan.FromSeconds(5)));
    }

    /// <summary>Publishes hang, and look at no token, as on a connection that broke.</summary>
    public class SilentBroker : DispatchProxy
    {
        CancellationToken _stopping;

        public static ConsumeContext Context(CancellationToken stopping) => Silent<ConsumeContext>(stopping);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IPublishEndpointProvider.GetPublishSendEndpoint) => new TaskCompletionSource<ISendEndpoint>().Task,
            "get_ReceiveContext" => Silent<ReceiveContext>(_stopping),
            "get_PublishEndpointProvider" => Silent<IPublishEndpointProvider>(_stopping),
            "get_CancellationToken" => _stopping,
            var other => throw new NotSupportedException(other),
        };

        static T Silent<T>(CancellationToken stopping)
            where T : class
        {
            var silent = Create<T, SilentBroker>();
            ((SilentBroker)(object)silent)._stopping = stopping;
            return silent;
        }
    }
}
