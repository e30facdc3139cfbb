using System.Runtime.InteropServices;

namespace FlashSale.Admission.Reservations;

/// <summary>A live reservation, as far as books are concerned.</summary>
/// <param name="AcceptedAt">By Redis's clock.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Reservation(Guid OrderId, int Quantity, DateTimeOffset AcceptedAt);
