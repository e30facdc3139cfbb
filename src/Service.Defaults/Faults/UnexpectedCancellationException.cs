namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// An operation of the consumer was cancelled although nothing is shutting down: a fault like any other. The cause is
/// in the text and not an inner exception, since MassTransit takes any exception with a cancellation at its root for a shutdown and
/// requeues the message at once, for ever.
/// </summary>
public sealed class UnexpectedCancellationException(Exception cause)
    : Exception($"An operation of the consumer was cancelled: {cause}");
