namespace FlashSale.Chaos.Scenarios;

sealed class F14SagasDieBeforeTheDelete() : CrashScenario("F14-sagas-die-before-the-delete", "the sagas' process dies when a message is sent and its outbox row is still there", "sagas", "outbox-confirmed", 60);
