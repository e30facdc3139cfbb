namespace FlashSale.Chaos.Scenarios;

sealed class F01ApiDiesBeforeAdmission() : CrashScenario("F01-api-dies-before-admission", "the API dies with a request in hand that Redis has not seen", "api", "before-admission", 30);
