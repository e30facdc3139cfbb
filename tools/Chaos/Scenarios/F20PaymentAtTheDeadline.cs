using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

sealed class F20PaymentAtTheDeadline() : DeadlineScenario("F20-payment-at-the-deadline", "payments arrive from 120 ms before their order's deadline to 700 ms after it")
{
    protected override Task ActAsync(Run run, string user, Guid order, int number) => PayAsync(run, user, order);

    protected override void Prove(Run run, IReadOnlyList<Entry> journal) =>
        run.Hit(Ended(journal, "Completed") > 0 && Ended(journal, "Expired") > 0, $"the payment won {Ended(journal, "Completed")} times, the deadline {Ended(journal, "Expired")} times");
}
