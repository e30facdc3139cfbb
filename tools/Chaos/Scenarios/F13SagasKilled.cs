namespace FlashSale.Chaos.Scenarios;

sealed class F13SagasKilled() : KillScenario("F13-sagas-killed", "the sagas' process is killed with messages in hand", "sagas");
