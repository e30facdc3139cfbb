namespace FlashSale.Chaos.Scenarios;

sealed class F19RefundAskedTwice() : CrashScenario("F19-refund-asked-twice", "the sagas' process dies when the provider has refunded and that is not on record", "sagas", "refunded-by-the-provider", 4);
