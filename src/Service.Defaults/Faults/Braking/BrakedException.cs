namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>The message failed while its endpoint is braked: it is neither redelivered nor given up, but held and tried again in its turn.</summary>
sealed class BrakedException(Exception cause) : Exception("The endpoint is braked; the message is held.", cause);
