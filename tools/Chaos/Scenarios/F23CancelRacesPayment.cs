using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

sealed class F23CancelRacesPayment() : DeadlineScenario("F23-cancel-races-payment-and-deadline", "a cancellation, a payment and the deadline meet")
{
    protected override Task ActAsync(Run run, string user, Guid order, int number) => number % 2 == 0
        ? Task.WhenAll(run.Counter.CancelAsync(user, order), PayAsync(run, user, order))
        : Task.WhenAll(PayAsync(run, user, order), run.Counter.CancelAsync(user, order));

    protected override void Prove(Run run, IReadOnlyList<Entry> journal) => run.Hit(
        Ended(journal, "Completed") > 0 && Ended(journal, "Cancelled") + Ended(journal, "Expired") > 0,
        $"the payment won {Ended(journal, "Completed")} times, the cancellation {Ended(journal, "Cancelled")}, the deadline {Ended(journal, "Expired")}");
}
