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

        public static ConsumeContext Context(CancellationToken stopping)
        {
            var context = Create<ConsumeContext, SilentBroker>();
            ((SilentBroker)(object)context)._stopping = stopping;
            return context;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            "Publish" => new TaskCompletionSource().Task,
            "get_CancellationToken" => _stopping,
            var other => throw new NotSupportedException(other),
        };
    }
}
