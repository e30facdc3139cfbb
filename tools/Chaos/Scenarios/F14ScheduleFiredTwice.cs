namespace FlashSale.Chaos.Scenarios;

sealed class F14ScheduleFiredTwice() : CrashScenario("F14-scheduler-dies-before-the-delete", "the scheduler dies when deadlines are sent and their rows are still there", "sagas", "outbox-fired", 1);
