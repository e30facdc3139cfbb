namespace FlashSale.Chaos.Scenarios;

sealed class F02RelayDiesBeforeThePublish() : CrashScenario("F02-relay-dies-before-the-publish", "the relay dies between reading intents and publishing them", "inventory", "intents-read", 30);
