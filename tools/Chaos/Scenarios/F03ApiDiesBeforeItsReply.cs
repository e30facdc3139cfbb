namespace FlashSale.Chaos.Scenarios;

sealed class F03ApiDiesBeforeItsReply() : CrashScenario("F03-api-dies-before-its-reply", "the API dies when Redis has taken an order and the buyer has not heard of it", "api", "admitted", 40);
