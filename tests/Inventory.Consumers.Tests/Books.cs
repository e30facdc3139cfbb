namespace FlashSale.Inventory.Tests;

/// <summary>A product's row of inventory.stock_books.</summary>
public sealed record Books(int Total, int Available, int Allocated, int Sold);
