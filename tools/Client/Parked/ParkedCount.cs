namespace FlashSale.Client.Parked;

/// <summary>How many parked messages were sent or discarded.</summary>
public sealed record ParkedCount(long Count);
