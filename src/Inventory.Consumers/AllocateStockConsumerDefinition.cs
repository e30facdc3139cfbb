namespace FlashSale.Inventory;

public sealed class AllocateStockConsumerDefinition : LedgerConsumerDefinition<AllocateStockConsumer>;
