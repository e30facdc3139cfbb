namespace FlashSale.Admission.Rebuild;

/// <summary>The rebuild is not the newest one, or what it had built has been lost. It has to begin anew, under a new epoch.</summary>
public sealed class RebuildSupersededException(string productId, long epoch, string reason)
    : Exception($"The rebuild of {productId} in epoch {epoch} cannot go on: {reason}.");
