namespace FlashSale.ServiceDefaults.Payments;

/// <summary>The provider refuses the refund for good: a case for an operator.</summary>
public sealed class RefundRefusedException(string message) : Exception(message);
