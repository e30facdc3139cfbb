using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

sealed class F20PaymentAtTheDeadline() : DeadlineScenario("F20-payment-at-the-deadline", "payments arrive within 120 ms of their order's deadline, before and after")
{
    protected override Task ActAsync(Run run, string user, Guid order, int number) => PayAsync(run, user, order);

    protected override void Prove(Run run, IReadOnlyList<Entry> journal) =>
        run.Hit(Ended(journal, "Completed") > 0 && Ended(journal, "Expired") > 0, $"the payment won {Ended(journal, "Completed")} times, the deadline {Ended(journal, "Expired")} times");
}
