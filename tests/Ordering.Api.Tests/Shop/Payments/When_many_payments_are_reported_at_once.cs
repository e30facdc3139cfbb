using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Payments;

/// <summary>Callbacks that wait at the same time share a transaction, and nothing else.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_many_payments_are_reported_at_once(ApiUnderTest api)
{
    const int Others = 40;

    readonly string _payment = $"pay_{Guid.NewGuid():N}";
    readonly Guid[] _orders = [.. Enumerable.Range(0, Others).Select(_ => Guid.NewGuid())];

    [Fact]
    public async Task Should_commit_them_together_and_tell_each_once()
    {
        var answers = await WhileTheRecorderIsBusyAsync(_orders.Select((order, n) => Provider.Body(order, $"{_payment}-{n}")));
        answers.ShouldAllBe(answer => (int)answer.StatusCode == 202);

        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments WHERE order_id = ANY ($1)", _orders)).ShouldBe(Others);
        (await api.Database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM ordering.payments WHERE order_id = ANY ($1)", _orders)).ShouldBeLessThan(Others / 2);
        foreach (var order in _orders)
            await ShouldBeToldOnceAsync(order);
    }

    [Fact]
    public async Task Should_answer_equal_and_contradicting_ones_as_if_they_came_one_by_one()
    {
        var same = Provider.Body(_orders[0], _payment);
        var contradicting = Enumerable.Range(1, 5).Select(n => Provider.Body(_orders[1], $"{_payment}-two-words", 20 + n));
        var answers = await WhileTheRecorderIsBusyAsync([same, same, same, .. contradicting, .. _orders.Skip(2).Select((order, n) => Provider.Body(order, $"{_payment}-{n}")), same]);

        int[] statuses = [.. answers.Select(answer => (int)answer.StatusCode)];
        ((int[])[statuses[0], statuses[1], statuses[2], statuses[^1]]).Order().ShouldBe([200, 200, 200, 202]);
        statuses[3..8].Order().ShouldBe([202, 409, 409, 409, 409]);
        statuses[8..^1].ShouldAllBe(status => status == 202);
        foreach (var order in _orders)
            await ShouldBeToldOnceAsync(order);
        // What the one with the two words was answered is what is on record.
        var recorded = await api.Database.ScalarAsync<decimal>("SELECT amount FROM ordering.payments WHERE order_id = $1", _orders[1]);
        recorded.ShouldBe(21 + Array.IndexOf(statuses[3..8], 202));
    }

    [Fact]
    public async Task Should_fail_only_the_one_that_cannot_be_recorded()
    {
        await api.Database.ExecuteAsync($$"""
            CREATE FUNCTION ordering.refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'integrity_constraint_violation'; END $$;
            CREATE TRIGGER refuse_one BEFORE INSERT ON ordering.payments FOR EACH ROW WHEN (NEW.order_id = '{{_orders[7]}}') EXECUTE FUNCTION ordering.refuse_one()
            """);
        try
        {
            var answers = await WhileTheRecorderIsBusyAsync(_orders.Select((order, n) => Provider.Body(order, $"{_payment}-{n}")));
            answers.Select(answer => (int)answer.StatusCode).ShouldBe(_orders.Select((_, n) => n == 7 ? 500 : 202));
        }
        finally
        {
            await api.Database.ExecuteAsync("DROP TRIGGER refuse_one ON ordering.payments; DROP FUNCTION ordering.refuse_one");
        }

        foreach (var order in _orders.Where(order => order != _orders[7]))
            await ShouldBeToldOnceAsync(order);
        (await api.Probe.AboutAsync(_orders[7])).ShouldBeEmpty();
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments WHERE order_id = $1", _orders[7])).ShouldBe(0);
    }

    /// <summary>Sends them while every transaction of the recorder waits for a row that this test is about to give up.</summary>
    async Task<HttpResponseMessage[]> WhileTheRecorderIsBusyAsync(IEnumerable<string> bodies)
    {
        string[] held = [$"{_payment}-held-1", $"{_payment}-held-2"];
        await using var connection = new NpgsqlConnection(api.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) SELECT unnest($1), 'succeeded', gen_random_uuid(), 1, 'EUR'", connection))
        {
            insert.Parameters.Add(new() { Value = held });
            await insert.ExecuteNonQueryAsync();
        }

        var busy = new List<Task<HttpResponseMessage>>();
        foreach (var payment in held)
        {
            busy.Add(SendAsync(Provider.Body(Guid.NewGuid(), payment)));
            await Poll.UntilAsync(() => api.Database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"), waiting => waiting == busy.Count, "a transaction waits for the row");
        }

        var sent = bodies.Select(SendAsync).ToArray();
        // All have been read by the host when a request sent after them is answered, but for those that took longer: the
        // tests allow for a few of them in groups of their own.
        (await api.Http.GetAsync("/health/live")).EnsureSuccessStatusCode();
        await transaction.RollbackAsync();
        foreach (var answer in await Task.WhenAll(busy))
            await answer.ShouldAnswerAsync(202);
        return await Task.WhenAll(sent);
    }

    Task<HttpResponseMessage> SendAsync(string body) => api.Http.SendAsync(Provider.Signed(body));

    async Task ShouldBeToldOnceAsync(Guid order)
    {
        await Poll.UntilAsync(() => api.Probe.AboutAsync(order), published => published.Count >= 1, "the payment is told");
        await Poll.UntilAsync(() => api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering_api.outbox"), rows => rows == 0, "the outbox is empty");
        (await api.Probe.AboutAsync(order)).Count.ShouldBe(1);
    }
}
