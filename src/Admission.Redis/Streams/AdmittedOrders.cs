namespace FlashSale.Admission.Streams;

/// <summary>How many orders a sale has admitted until a moment.</summary>
/// <param name="At">The moment, by Redis's clock.</param>
/// <param name="Count">Orders since the sale's stream exists: if Redis loses the stream, it begins anew.</param>
/// <param name="InStream">Of these, orders that the relay has not handed to the broker.</param>
public sealed record AdmittedOrders(long Epoch, DateTimeOffset At, long Count, long InStream);
