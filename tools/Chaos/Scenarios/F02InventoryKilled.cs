namespace FlashSale.Chaos.Scenarios;

sealed class F02InventoryKilled() : KillScenario("F02-inventory-killed", "relay and ledger are killed with messages in hand", "inventory");
