namespace FlashSale.Chaos.Scenarios;

sealed class F02RelayDiesBeforeTheAcknowledge() : CrashScenario("F02-relay-dies-before-the-acknowledge", "the relay dies when the broker has confirmed intents that are still in the stream", "inventory", "intents-published", 30);
