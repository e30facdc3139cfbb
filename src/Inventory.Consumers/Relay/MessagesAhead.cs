namespace FlashSale.Inventory.Relay;

/// <summary>How many messages wait in the queues through which an order goes from the relay to the ledger's decision.</summary>
public delegate Task<long> MessagesAhead(CancellationToken cancellationToken);
