namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// A third party may or may not have done what the message asks for. The request is repeated for as long as it takes, by redeliveries
/// with the longest wait after the last one: giving up would invent an answer.
/// </summary>
public abstract class OutcomeUnknownException(string message) : Exception(message);
