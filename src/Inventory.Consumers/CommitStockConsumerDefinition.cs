namespace FlashSale.Inventory;

public sealed class CommitStockConsumerDefinition : LedgerConsumerDefinition<CommitStockConsumer>;
