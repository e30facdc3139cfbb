namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>A contradiction between the books of Redis, ledger and sagas that no message on its way explains.</summary>
/// <param name="Kind">submission-lost, release-lost, reservation-lost, counter or settlement-lost.</param>
/// <param name="OrderId">Null for a counter, which belongs to the whole sale.</param>
/// <param name="Units">Signed for a counter: negative ones are units that Redis could sell twice.</param>
/// <param name="PublishedAgainAt">For a lost submission: when it was published once more.</param>
public sealed record OpenFinding(string Kind, Guid? OrderId, int Units, DateTimeOffset FirstSeenAt, DateTimeOffset ConfirmedAt, DateTimeOffset? PublishedAgainAt)
{
    /// <summary>How it is repaired, and by whom.</summary>
    public string Remedy => Kind switch
    {
        "submission-lost" when PublishedAgainAt is null => "published again automatically, within a round",
        "submission-lost" => "was published again: if it has no saga now, its submission is a dead letter in order-state_error; --apply publishes it once more",
        "settlement-lost" => "inspect the order and replay its dead letter in commit-stock_error or release-stock_error",
        _ => "--apply closes the sale and has Redis rebuilt from PostgreSQL",
    };
}
