using System.Collections.Concurrent;
using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Tests.Bench;

/// <summary>What the saga has sent to others.</summary>
public sealed class Mailbox
{
    readonly ConcurrentQueue<(Guid OrderId, object Message)> _messages = new();

    public IReadOnlyList<T> Of<T>(Guid orderId) => [.. _messages.Where(entry => entry.OrderId == orderId).Select(entry => entry.Message).OfType<T>()];

    public IReadOnlyList<string> NamesFor(Guid orderId) =>
        [.. _messages.Where(entry => entry.OrderId == orderId).Select(entry => entry.Message.GetType().Name)];

    public int Count<T>() => _messages.Select(entry => entry.Message).OfType<T>().Count();

    public void Connect(IBusRegistrationConfigurator bus)
    {
        Take<AllocateStock>(bus, message => message.OrderId);
        Take<CommitStock>(bus, message => message.OrderId);
        Take<ReleaseStock>(bus, message => message.OrderId);
        Take<OrderConfirmed>(bus, message => message.OrderId);
        Take<OrderExpired>(bus, message => message.OrderId);
        Take<OrderCancelled>(bus, message => message.OrderId);
        Take<OrderDeclined>(bus, message => message.OrderId);
        Take<OrderRejected>(bus, message => message.OrderId);
        Take<RefundRequested>(bus, message => message.OrderId);
    }

    void Take<T>(IBusRegistrationConfigurator bus, Func<T, Guid> orderId)
        where T : class => bus.AddHandler<T>(context =>
        {
            _messages.Enqueue((orderId(context.Message), context.Message));
            return Task.CompletedTask;
        });
}
