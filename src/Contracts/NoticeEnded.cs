namespace FlashSale.Contracts;

/// <summary>Notifications to saga: the notice about the order's end was sent, skipped or given up.</summary>
public sealed record NoticeEnded
{
    public required Guid OrderId { get; init; }
    public required string Notice { get; init; }
    public required string Channel { get; init; }
    public required NoticeOutcome Outcome { get; init; }
}
