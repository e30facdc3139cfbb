namespace FlashSale.Chaos.Scenarios;

sealed class F13SagasDie() : CrashScenario("F13-sagas-die-before-the-ack", "the sagas' process dies when its transaction has committed and the message is not acknowledged", "sagas", "outbox-committed", 60);
