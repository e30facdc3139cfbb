using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.ServiceDefaults.Payments;

/// <summary>
/// The refund may or may not have happened: look it up, and ask again with the same key. Deliberately without an inner exception: a timeout
/// or a broken connection inside would be taken for a fault of our own servers, and the whole queue would wait for one payment.
/// </summary>
public sealed class RefundOutcomeUnknownException(string message) : OutcomeUnknownException(message);
