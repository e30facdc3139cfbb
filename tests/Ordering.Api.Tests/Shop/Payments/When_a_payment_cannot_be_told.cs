using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Payments;

/// <summary>The row of a payment and its message: both or neither, whatever is broken.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_a_payment_cannot_be_told(ApiUnderTest api)
{
    readonly Guid _order = Guid.NewGuid();

    [Fact]
    public async Task Should_record_neither_when_the_outbox_cannot_be_written()
    {
        await api.Database.ExecuteAsync("ALTER TABLE ordering_api.outbox RENAME TO outbox_away");
        try
        {
            await (await api.Http.SendAsync(Provider.Signed(Provider.Body(_order, "pay")))).ShouldRefuseAsync(500, "internal-error");
            (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments WHERE order_id = $1", _order)).ShouldBe(0);
        }
        finally
        {
            await api.Database.ExecuteAsync("ALTER TABLE ordering_api.outbox_away RENAME TO outbox");
        }

        // The provider asks again, and nothing is in its way.
        await (await api.Http.SendAsync(Provider.Signed(Provider.Body(_order, $"pay_{_order:N}")))).ShouldAnswerAsync(202);
        await Poll.UntilAsync(() => api.Probe.AboutAsync(_order), published => published.Count == 1, "the payment is told");
    }

    [Fact]
    public async Task Should_publish_nothing_when_the_row_cannot_be_committed()
    {
        // Decided at the commit, when everything has been written.
        await api.Database.ExecuteAsync("""
            CREATE FUNCTION ordering.refuse_payment() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'integrity_constraint_violation'; END $$;
            CREATE CONSTRAINT TRIGGER refuse_payment AFTER INSERT ON ordering.payments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ordering.refuse_payment()
            """);
        try
        {
            await (await api.Http.SendAsync(Provider.Signed(Provider.Body(_order, "pay")))).ShouldRefuseAsync(500, "internal-error");
        }
        finally
        {
            await api.Database.ExecuteAsync("DROP TRIGGER refuse_payment ON ordering.payments; DROP FUNCTION ordering.refuse_payment");
        }

        // A message after it on the same way has arrived; one of the failed callback would have been there before.
        await (await api.Http.SendAsync(Provider.Signed(Provider.Body(_order, $"next_{_order:N}", outcome: "declined")))).ShouldAnswerAsync(202);
        var published = await Poll.UntilAsync(() => api.Probe.AboutAsync(_order), published => published.Count > 0, "the next one is told");
        published.Single().Type.ShouldBe("PaymentDeclined");
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments WHERE order_id = $1", _order)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_keep_the_message_until_a_queue_takes_it()
    {
        var database = new TestDatabase();
        var broker = new TestBroker();
        await Task.WhenAll(database.InitializeAsync(), broker.InitializeAsync());
        try
        {
            await using var host = await ApiHost.StartAsync(database, broker);
            using var http = new HttpClient { BaseAddress = host.Address };
            await (await http.SendAsync(Provider.Signed(Provider.Body(_order, "pay")))).ShouldAnswerAsync(202);
            await Poll.UntilAsync(() => database.ScalarAsync<long>("SELECT count(*) FROM ordering_api.outbox WHERE attempts > 0 OR last_error IS NOT NULL"), rows => rows == 1, "the broker returned the message");

            await using var probe = await Probe.ListenAsync(broker);
            await Poll.UntilAsync(() => probe.AboutAsync(_order), published => published.Count >= 1, "the queue got the message", TimeSpan.FromSeconds(60));
        }
        finally
        {
            await broker.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
