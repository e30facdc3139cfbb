namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// What the message is about is still on its way. Asking again at once would only hold a place in the endpoint and keep back what
/// is waited for: the message comes again by its redeliveries, without short retries.
/// </summary>
public abstract class RetryLaterException(string message) : Exception(message);
