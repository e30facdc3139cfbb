namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>A contradiction between the books of Redis, ledger and sagas that no message on its way explains.</summary>
/// <param name="Kind">submission-lost, release-lost, reservation-lost, counter or settlement-lost.</param>
/// <param name="OrderId">Null of a counter, which is the whole sale's.</param>
/// <param name="Units">Of a counter signed: negative ones Redis could sell twice.</param>
/// <param name="PublishedAgainAt">Of a lost submission, when the broker got it once more.</param>
public sealed record OpenFinding(string Kind, Guid? OrderId, int Units, DateTimeOffset FirstSeenAt, DateTimeOffset ConfirmedAt, DateTimeOffset? PublishedAgainAt)
{
    /// <summary>What is done about it, by itself or by whom.</summary>
    public string Remedy => Kind switch
    {
        "submission-lost" when PublishedAgainAt is null => "published again by itself, within a round",
        "submission-lost" => "was published again: if it has no saga now, its submission is a dead letter in order-state_error; --apply publishes it once more",
        "settlement-lost" => "inspect the order and deliver its dead letter in commit-stock_error or release-stock_error again",
        _ => "--apply closes the sale and has Redis rebuilt from PostgreSQL",
    };
}
