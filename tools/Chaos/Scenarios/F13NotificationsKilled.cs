namespace FlashSale.Chaos.Scenarios;

sealed class F13NotificationsKilled() : KillScenario("F13-notifications-killed", "the notifier is killed with messages in hand", "notifications");
