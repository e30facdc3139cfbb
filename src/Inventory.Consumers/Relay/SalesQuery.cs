namespace FlashSale.Inventory.Relay;

/// <summary>The product ids of all sales, as PostgreSQL has them.</summary>
public delegate Task<IReadOnlyList<string>> SalesQuery(CancellationToken cancellationToken);
