using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>
/// The refund may or may not have happened: ask again with the same key. Deliberately without an inner exception: a timeout or a
/// broken connection inside would pass for a fault of our own servers, and the queue would wait on one provider's case.
/// </summary>
public sealed class RefundOutcomeUnknownException(string message) : OutcomeUnknownException(message);
