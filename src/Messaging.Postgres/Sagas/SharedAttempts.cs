using System.Collections.Concurrent;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// How often one delivery has tried to share a transaction. A message that failed is processed alone from then on; one that
/// failed because of others shares again, a few times.
/// </summary>
sealed class SharedAttempts
{
    /// <summary>Attempts of one delivery that may end with <see cref="SharedTransactionFailedException"/>.</summary>
    public const int MaxAttempts = 3;

    int _left = MaxAttempts;

    public bool MayShare => _left > 0;

    public static SharedAttempts Of(ReceiveContext context, InboxKey key) =>
        context.GetOrAddPayload(() => new ConcurrentDictionary<InboxKey, SharedAttempts>()).GetOrAdd(key, _ => new());

    public void Note(Exception failure) => _left = failure is SharedTransactionFailedException { Innocent: true } ? _left - 1 : 0;
}
