namespace FlashSale.Inventory;

public sealed class ReleaseStockConsumerDefinition : LedgerConsumerDefinition<ReleaseStockConsumer>;
