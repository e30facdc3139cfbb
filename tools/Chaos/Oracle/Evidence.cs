using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Oracle;

/// <summary>All that can be seen of one sale from outside, at rest: what the clients were told, and what each store holds.</summary>
public sealed record Evidence
{
    public required Sale Sale { get; init; }
    public IReadOnlyList<Entry> Journal { get; init; } = [];
    public IReadOnlyList<OrderRow> Orders { get; init; } = [];
    public IReadOnlyList<Movement> Movements { get; init; } = [];
    public required StockRow Stock { get; init; }
    public IReadOnlyList<Payment> Payments { get; init; } = [];
    public IReadOnlyList<Refund> Refunds { get; init; } = [];

    /// <summary>What the payment provider says that it gave back.</summary>
    public IReadOnlyList<ProviderRefund> ProviderRefunds { get; init; } = [];
    public IReadOnlyList<TimelineStep> Timeline { get; init; } = [];
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Names of the files in the mail folder, without extension: the Message-IDs.</summary>
    public IReadOnlyList<string> Mails { get; init; } = [];
    public required RedisBooks Redis { get; init; }

    /// <summary>Messages in each queue that holds any, unacknowledged ones included.</summary>
    public IReadOnlyDictionary<string, int> Queues { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Rows that wait, by the name of their table.</summary>
    public IReadOnlyDictionary<string, int> Waiting { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Messages that this scenario means to end in an _error queue.</summary>
    public int ExpectedDeadLetters { get; init; }

    /// <summary>Intents that this scenario means to be set aside as unreadable.</summary>
    public int ExpectedSetAside { get; init; }

    /// <summary>The scenario has emptied the inboxes and delivered everything again.</summary>
    public bool InboxForgot { get; init; }

    /// <summary>The scenario has taken messages away, or kept them where no marker shows it.</summary>
    public bool LosesMessages { get; init; }

    /// <summary>Violations that were seen while the run went on.</summary>
    public IReadOnlyList<string> SeenMeanwhile { get; init; } = [];

    /// <summary>Orders that once were in a state in which nobody would have asked for what they waited for.</summary>
    public IReadOnlyDictionary<Guid, string> Silent { get; init; } = new Dictionary<Guid, string>();

    /// <summary>Order ids that went down with Redis's data, before the relay had them: the one stated limit.</summary>
    public IReadOnlySet<Guid> LostWithRedis { get; init; } = new HashSet<Guid>();

    public sealed record OrderRow(Guid OrderId, string State, string UserId, int Quantity, decimal UnitPrice, string? Key, string? PaymentId, string? Email, DateTimeOffset? Due = null)
    {
        public bool HasEnded => State is "Completed" or "Expired" or "Cancelled" or "Declined" or "Rejected";
    }

    public sealed record Movement(long Id, Guid? OrderId, string Kind, string Decision, int Quantity);

    public sealed record StockRow(int Total, int Available, int Allocated, int Sold);

    public sealed record Payment(string PaymentId, string Outcome, Guid OrderId, decimal Amount);

    public sealed record Refund(string PaymentId, Guid OrderId, decimal Amount, string State);

    public sealed record ProviderRefund(string PaymentId, decimal Amount, int Requests);

    public sealed record TimelineStep(Guid OrderId, string From, string To, string Event, Guid? MessageId, DateTimeOffset At = default);

    public sealed record Notice(Guid OrderId, string Kind, string State, string MessageId);

    /// <param name="Available">Units for sale.</param>
    /// <param name="Reserved">Units reserved.</param>
    /// <param name="Reservations">Units of each live reservation.</param>
    /// <param name="BuyerUnits">Units that each buyer's purchase limit counts.</param>
    /// <param name="IntentsWaiting">In the stream.</param>
    /// <param name="IntentsSetAside">Unreadable ones.</param>
    public sealed record RedisBooks(int Available, int Reserved, IReadOnlyDictionary<Guid, int> Reservations, IReadOnlyDictionary<string, int> BuyerUnits, int IntentsWaiting, int IntentsSetAside);
}
