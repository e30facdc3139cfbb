namespace FlashSale.Chaos.Scenarios;

sealed class F24ReleaseHalfDone() : CrashScenario("F24-release-half-done", "the ledger dies between its release and that of Redis", "inventory", "released-in-the-ledger", 20);
