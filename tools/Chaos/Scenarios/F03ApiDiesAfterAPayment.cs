namespace FlashSale.Chaos.Scenarios;

sealed class F03ApiDiesAfterAPayment() : CrashScenario("F03-api-dies-after-a-payment", "the API dies when a payment is recorded and the provider has not heard of it", "api", "payments-recorded", 20);
