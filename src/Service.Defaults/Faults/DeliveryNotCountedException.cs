using FlashSale.ServiceDefaults.Faults.Braking;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>The count of a crash loop could not be read or written for a <see cref="CommonCause"/>: the message waits, since it is not at fault.</summary>
sealed class DeliveryNotCountedException(Exception cause) : Exception($"The delivery could not be counted: {cause.Message}", cause);
