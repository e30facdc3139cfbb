namespace FlashSale.Chaos.Scenarios;

sealed class F13LedgerDies() : CrashScenario("F13-ledger-dies-before-its-answer", "the ledger dies when it has decided and has told nobody", "inventory", "allocated", 60);
