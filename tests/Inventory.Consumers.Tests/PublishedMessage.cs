namespace FlashSale.Inventory.Tests;

/// <summary>A message that left the inventory, as the broker delivered it.</summary>
public sealed record PublishedMessage(object Message, Guid OrderId, Guid? MessageId);
