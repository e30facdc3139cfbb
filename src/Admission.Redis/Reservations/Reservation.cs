using System.Runtime.InteropServices;

namespace FlashSale.Admission.Reservations;

/// <summary>The part of a live reservation that the books need.</summary>
/// <param name="AcceptedAt">By Redis's clock.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Reservation(Guid OrderId, int Quantity, DateTimeOffset AcceptedAt);
