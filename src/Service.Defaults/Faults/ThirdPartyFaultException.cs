namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// A third party treats every request of ours alike, whatever it is about: it refuses our credentials, for instance. That proves nothing about
/// the message, which waits as it does for a server of ours that is away.
/// </summary>
public abstract class ThirdPartyFaultException(string message) : Exception(message);
