namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// What the message is about is still on its way. An immediate retry would only hold a place in the endpoint and hold back what
/// it waits for: the message is redelivered later, without short retries.
/// </summary>
public abstract class RetryLaterException(string message) : Exception(message);
