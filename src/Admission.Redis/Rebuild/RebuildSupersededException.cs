namespace FlashSale.Admission.Rebuild;

/// <summary>The rebuild is not the newest one, or what it had built is gone again. It has to begin anew, with an epoch of its own.</summary>
public sealed class RebuildSupersededException(string productId, long epoch, string reason)
    : Exception($"The rebuild of {productId} in epoch {epoch} cannot go on: {reason}.");
