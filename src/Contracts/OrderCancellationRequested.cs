namespace FlashSale.Contracts;

/// <summary>API to saga: the buyer asked to cancel. Asking is not yet a cancellation.</summary>
public sealed record OrderCancellationRequested
{
    public required Guid OrderId { get; init; }
}
