using System.Runtime.InteropServices;
using FlashSale.Contracts;

namespace FlashSale.Admission.Streams;

/// <summary>An admitted order on its way to the broker: an entry of a sale's stream.</summary>
/// <param name="EntryId">Its id in the stream.</param>
/// <param name="Order">Its content; null when it cannot be read, or when it is still pending but was deleted from the stream.</param>
/// <param name="Fault">Why it cannot be read; null when it can be, or was deleted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Intent(string EntryId, OrderSubmitted? Order, string? Fault);
