namespace FlashSale.Chaos.Scenarios;

sealed class F03ApiKilled() : KillScenario("F03-api-killed", "the API is killed with requests in hand", "api");
