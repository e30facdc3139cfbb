namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>The provider refuses the refund for good: a case for a person.</summary>
public sealed class RefundRefusedException(string message) : Exception(message);
