using System.Text.Json;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Parked;

[Collection(ApiUnderTest.Collection)]
public sealed class When_messages_are_parked(ApiUnderTest api)
{
    const string Url = "/api/ops/parked-messages";

    readonly Guid _order = Guid.NewGuid();

    [Fact]
    public async Task Should_list_each_with_its_reason()
    {
        var id = await ParkAsync();
        var listed = (await ReadAsync(Url)).EnumerateArray().Single(parked => parked.GetProperty("id").GetInt64() == id);
        (listed.GetProperty("table").GetString(), listed.GetProperty("messageType").GetString(), listed.GetProperty("orderId").GetGuid(), listed.GetProperty("attempts").GetInt32(), listed.GetProperty("reason").GetString())
            .ShouldBe(("inventory.outbox", "StockAllocated", _order, 5, "no such address"));
        listed.GetProperty("remedy").GetString().ShouldBe($"remove the cause, then ./flashsale parked send {id}");
    }

    [Fact]
    public async Task Should_show_one_as_it_would_be_sent()
    {
        var id = await ParkAsync();
        var whole = await ReadAsync($"{Url}/{id}");
        whole.GetProperty("message").GetProperty("id").GetInt64().ShouldBe(id);
        whole.GetProperty("properties").GetProperty("transport").GetProperty("Mandatory").GetBoolean().ShouldBeTrue();
        whole.GetProperty("body").GetString()!.ShouldContain($"{_order}");
        await (await api.OpsAsync(HttpMethod.Get, $"{Url}/{long.MaxValue}")).ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task Should_commit_it_to_its_outbox_again_with_actor_and_reason_on_record()
    {
        var (id, other) = (await ParkAsync(), await ParkAsync());

        (await CloseAsync("send", new { ids = new[] { id }, reason = "the address is mended" })).ShouldBe(1);

        (await api.Database.ScalarAsync<string>("SELECT concat_ws(' ', ordinal, attempts, lease_until <= now(), destination) FROM inventory.outbox WHERE message_id = (SELECT message_id FROM messaging.parked_messages WHERE id = $1)", id))
            .ShouldBe("0 0 t exchange:nowhere");
        (await api.Database.ScalarAsync<string>("SELECT concat_ws(' ', outcome, closed_by, close_reason) FROM messaging.parked_messages WHERE id = $1", id)).ShouldBe("sent erin the address is mended");
        (await ReadAsync(Url)).EnumerateArray().Select(parked => parked.GetProperty("id").GetInt64()).ShouldNotContain(id);
        (await ReadAsync(Url)).EnumerateArray().Select(parked => parked.GetProperty("id").GetInt64()).ShouldContain(other);
        (await CloseAsync("send", new { ids = new[] { id }, reason = "once more" })).ShouldBe(0, "it is in the outbox already");

        var recorded = (await ReadAsync($"{Url}/history")).EnumerateArray().Single(closed => closed.GetProperty("reason").GetString() == "the address is mended");
        (recorded.GetProperty("closedBy").GetString(), recorded.GetProperty("outcome").GetString(), recorded.GetProperty("count").GetInt64()).ShouldBe(("erin", "sent", 1));
        recorded.GetProperty("messages")[0].GetString()!.ShouldStartWith("StockAllocated ");
    }

    [Fact]
    public async Task Should_send_nothing_that_is_discarded()
    {
        var id = await ParkAsync();
        (await CloseAsync("discard", new { ids = new[] { id }, reason = "nobody needs it" })).ShouldBe(1);
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM inventory.outbox WHERE message_id = (SELECT message_id FROM messaging.parked_messages WHERE id = $1)", id)).ShouldBe(0);
        (await api.Database.ScalarAsync<string>("SELECT outcome FROM messaging.parked_messages WHERE id = $1", id)).ShouldBe("discarded");
    }

    [Fact]
    public async Task Should_be_a_finding_of_the_product()
    {
        var (product, other) = (await api.OpenSaleAsync(), await api.OpenSaleAsync());
        await api.SagaTakesAsync(_order, product, "Allocating");
        var id = await ParkAsync();

        var found = await ReadAsync($"/api/ops/reconciliation?productId={product}");
        found.GetProperty("balanced").GetBoolean().ShouldBeFalse();
        found.GetProperty("parked").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetInt64().ShouldBe(id);
        (await ReadAsync($"/api/ops/reconciliation?productId={other}")).GetProperty("balanced").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"reason":"x"}""")]
    [InlineData("""{"ids":[],"reason":"x"}""")]
    [InlineData("""{"ids":[1],"all":true,"reason":"x"}""")]
    [InlineData("""{"ids":[1]}""")]
    [InlineData("""{"all":true,"reason":"two\nlines"}""")]
    public async Task Should_refuse_what_makes_no_sense(string body) =>
        await (await api.OpsAsync(HttpMethod.Post, $"{Url}/send", JsonDocument.Parse(body))).ShouldRefuseAsync(400, "invalid-request");

    /// <summary>As a service would, whose outbox nobody sweeps here.</summary>
    Task<long> ParkAsync() => api.Database.ScalarAsync<long>("""
        INSERT INTO messaging.parked_messages (schema_name, source, message_id, destination, content_type, message_types, body, properties, order_id, sent_at, attempts, reason)
        VALUES ('inventory', 'outbox', gen_random_uuid(), 'exchange:nowhere', 'application/vnd.masstransit+json', 'urn:message:FlashSale.Contracts:StockAllocated',
          convert_to('{"message":{"orderId":"' || $1 || '"}}', 'UTF8'), '{"transport":{"Mandatory":true}}', $1, now(), 5, 'no such address')
        RETURNING id
        """, _order);

    async Task<JsonElement> ReadAsync(string url) => await (await api.OpsAsync(HttpMethod.Get, url)).ShouldAnswerAsync(200);

    async Task<long> CloseAsync(string verb, object body)
    {
        var request = ApiUnderTest.Request(HttpMethod.Post, $"{Url}/{verb}", "erin", body);
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return (await (await api.Http.SendAsync(request)).ShouldAnswerAsync(200)).GetProperty("count").GetInt64();
    }
}
