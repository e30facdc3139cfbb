namespace FlashSale.Chaos.Scenarios;

sealed class F15MessageKillsItsProcess() : KillerScenario("F15-message-kills-its-process", "one message kills the ledger's process at each delivery; it is set aside, its neighbours go on, and later it is delivered again");
