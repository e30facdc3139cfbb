namespace FlashSale.ServiceDefaults.Faults;

/// <summary>A consumer's own operation was cancelled although nobody is shutting down: a fault like any other.</summary>
public sealed class UnexpectedCancellationException(OperationCanceledException cause)
    : Exception($"The consumer's own operation was cancelled: {cause.Message}", cause);
