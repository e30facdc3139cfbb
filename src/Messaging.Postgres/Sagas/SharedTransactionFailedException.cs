namespace MassTransit.PostgresIntegration;

/// <summary>
/// A shared transaction was rolled back, or its COMMIT got no reply, for a reason that need not lie with this message.
/// The endpoint's innermost retry processes it again.
/// </summary>
/// <param name="innocent">Whether it is known to lie with another message.</param>
sealed class SharedTransactionFailedException(bool innocent, Exception reason)
    : MassTransitException("The transaction that this message shared with others has failed; the message is consumed again.", reason)
{
    public bool Innocent => innocent;
}
