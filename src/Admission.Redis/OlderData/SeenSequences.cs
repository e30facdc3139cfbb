using System.Collections.Concurrent;
using StackExchange.Redis;

namespace FlashSale.Admission.OlderData;

/// <summary>
/// How far this process has seen the data of each sale come. Its calls name that, so that Redis does not decide by data that is older: a file
/// that was restored, a replica that lagged.
/// </summary>
public sealed class SeenSequences
{
    /// <summary>Nobody has confirmed the sale's data on this server.</summary>
    internal const string Unconfirmed = "unconfirmed";

    /// <summary>The sale's data is older than what the caller has seen.</summary>
    internal const string Behind = "behind";

    readonly ConcurrentDictionary<string, SaleSequence> _highest = new(StringComparer.Ordinal);
    volatile TaskCompletionSource _doubt = NewDoubt();

    public IEnumerable<SaleSequence> All => _highest.Values;

    /// <summary>Ends when a sale has to be compared: Redis is another server, or has answered that its data is behind or not confirmed.</summary>
    public Task Doubted => _doubt.Task;

    /// <returns>Whether a sale had to be compared. Later doubts are new ones.</returns>
    public bool TakeDoubt()
    {
        var doubt = _doubt;
        if (!doubt.Task.IsCompleted)
            return false;
        _doubt = NewDoubt();
        return true;
    }

    public void Note(SaleSequence seen)
    {
        while (true)
        {
            if (!_highest.TryGetValue(seen.ProductId, out var known))
            {
                if (_highest.TryAdd(seen.ProductId, seen))
                    return;
            }
            else if (!seen.IsAfter(known) || _highest.TryUpdate(seen.ProductId, seen, known))
            {
                return;
            }
        }
    }

    /// <summary>The highest that was seen in the epoch: 0 when nothing was; when a later epoch was, no data of this one is new enough.</summary>
    internal long In(string productId, long epoch) => _highest.TryGetValue(productId, out var known) && known.Epoch >= epoch
        ? known.Epoch == epoch ? known.Sequence : long.MaxValue
        : 0;

    /// <summary>Takes note of the answer of a script that names its outcome first, and then the sequence if it decided by the sale's data.</summary>
    /// <returns>The outcome.</returns>
    internal string Learn(string productId, long epoch, RedisResult[] answer)
    {
        var outcome = answer[0].Text();
        if (answer.Length > 1)
            Note(new(productId, epoch, (long)answer[1]));
        else if (IsDoubt(outcome))
            Doubt();
        return outcome;
    }

    internal static bool IsDoubt(string outcome) => outcome is Unconfirmed or Behind;

    internal void Doubt() => _doubt.TrySetResult();

    static TaskCompletionSource NewDoubt() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
