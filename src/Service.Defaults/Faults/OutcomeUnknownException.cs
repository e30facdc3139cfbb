namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Somebody else may or may not have done what the message asks for. It is asked again for as long as it takes, by redeliveries
/// with the longest wait after the last one: giving up would be an answer that nobody gave.
/// </summary>
public abstract class OutcomeUnknownException(string message) : Exception(message);
