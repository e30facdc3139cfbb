using FlashSale.ServiceDefaults.Faults;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>The message of these tests.</summary>
public sealed record Probe
{
    public required Guid OrderId { get; init; }
}

/// <summary>What the consumer does with a message, and what it did.</summary>
public sealed class ProbeScript
{
    int _attempts;
    int _faults;

    public Func<ConsumeContext<Probe>, int, Task> Consume { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs between the fault policy and the consumer, as an inbox or a saga repository does.</summary>
    public Action BeforeConsume { get; set; } = () => { };

    /// <summary>Calls of the consumer so far.</summary>
    public int Attempts => _attempts;

    /// <summary>Fault&lt;Probe&gt; messages received so far.</summary>
    public int Faults => _faults;

    /// <summary>Redelivery count of the attempt that succeeded; -1 before.</summary>
    public int SucceededAfterRedeliveries { get; set; } = -1;

    /// <summary>Fails so often, then succeeds.</summary>
    public void FailTimes(int times, Func<Exception> fault) => Consume = (context, attempt) =>
    {
        if (attempt <= times)
            throw fault();
        SucceededAfterRedeliveries = context.GetRedeliveryCount();
        return Task.CompletedTask;
    };

    /// <summary>Fails in its first delivery, however often that is tried; succeeds when it has been redelivered.</summary>
    public void FailUntilRedelivered(Func<Exception> fault) => Consume = (context, _) =>
    {
        if (context.GetRedeliveryCount() == 0)
            throw fault();
        SucceededAfterRedeliveries = context.GetRedeliveryCount();
        return Task.CompletedTask;
    };

    public int Next() => Interlocked.Increment(ref _attempts);

    public void Faulted() => Interlocked.Increment(ref _faults);
}

public sealed class ProbeConsumer(ProbeScript script) : IConsumer<Probe>
{
    public Task Consume(ConsumeContext<Probe> context) => script.Consume(context, script.Next());
}

public sealed class ProbeConsumerDefinition : ConsumerDefinition<ProbeConsumer>
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ProbeConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseFaultPolicy(context);
        endpointConfigurator.UseExecute(_ => context.GetRequiredService<ProbeScript>().BeforeConsume());
    }
}

public sealed class ProbeFaultConsumer(ProbeScript script) : IConsumer<Fault<Probe>>
{
    public Task Consume(ConsumeContext<Fault<Probe>> context)
    {
        script.Faulted();
        return Task.CompletedTask;
    }
}
