namespace FlashSale.Chaos.Scenarios;

sealed class F14NoticeSentTwice() : CrashScenario("F14-notice-sent-twice", "the notifier dies when a mail is sent and not on record", "notifications", "notice-sent", 30);
