using System.Text.Json;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Sagas;

[Collection(ApiUnderTest.Collection)]
public sealed class When_an_operator_inspects(ApiUnderTest api)
{
    [Fact]
    public async Task Should_show_everything_about_an_order()
    {
        var product = await api.OpenSaleAsync();
        var id = await api.OrderedAsync(product);
        await api.SagaTakesAsync(id, product);
        await api.Database.ExecuteAsync("INSERT INTO ordering.timeline (order_id, from_state, to_state, event, message_id) VALUES ($1, 'Initial', 'Allocating', 'OrderSubmitted', $2), ($1, 'Allocating', 'AwaitingPayment', 'StockAllocated', $2)", id, Guid.NewGuid());
        await api.Database.ExecuteAsync("INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, payment_due_at) VALUES ($1, $2, 'allocation', 'allocated', 1, now())", product, id);
        await api.Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($2, 'declined', $1, 20, 'EUR')", id, $"pay_{id:N}");
        await api.Database.ExecuteAsync("INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state) VALUES ($2, $1, 20, 'EUR', 'order-ended', 'Requested')", id, $"pay_{id:N}");
        await api.Database.ExecuteAsync("INSERT INTO notifications.journal (order_id, notice, channel, state, message_id) VALUES ($1, 'expired', 'email', 'Sent', 'm@x')", id);
        await BuryAsync("order-state_error", id);
        await BuryAsync("order-state_error", Guid.NewGuid());

        var saga = await InspectAsync(id);
        saga.GetProperty("state").GetString().ShouldBe("AwaitingPayment");
        saga.GetProperty("order").GetProperty("amount").GetDecimal().ShouldBe(20.00m);
        saga.GetProperty("timeline").EnumerateArray().Select(step => (step.GetProperty("from").GetString(), step.GetProperty("to").GetString(), step.GetProperty("event").GetString()))
            .ShouldBe([("Initial", "Allocating", "OrderSubmitted"), ("Allocating", "AwaitingPayment", "StockAllocated")]);
        saga.GetProperty("next").GetProperty("events").EnumerateArray().Select(name => name.GetString())
            .ShouldBe(["PaymentReceived", "PaymentDeclined", "OrderCancellationRequested", "PaymentExpired"], ignoreOrder: true);
        saga.GetProperty("next").GetProperty("deadline").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow.AddMinutes(1), TimeSpan.FromSeconds(50));
        saga.GetProperty("movements")[0].GetProperty("decision").GetString().ShouldBe("allocated");
        saga.GetProperty("reservation").GetProperty("userId").GetString().ShouldBe("alice");
        saga.GetProperty("payments")[0].GetProperty("outcome").GetString().ShouldBe("declined");
        saga.GetProperty("refunds")[0].GetProperty("reason").GetString().ShouldBe("order-ended");
        saga.GetProperty("notices")[0].GetProperty("state").GetString().ShouldBe("Sent");

        var letter = saga.GetProperty("deadLetters").EnumerateArray().Single();
        letter.GetProperty("queue").GetString().ShouldBe("order-state_error");
        letter.GetProperty("fault").GetString().ShouldBe("it broke");
        saga.GetProperty("deadLettersNote").ValueKind.ShouldBe(JsonValueKind.Null);
        // Looking did not use it up.
        (await InspectAsync(id)).GetProperty("deadLetters").GetArrayLength().ShouldBe(1);
        (await api.Broker.CountAsync("order-state_error")).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Should_show_an_order_that_the_saga_does_not_have_yet()
    {
        var product = await api.OpenSaleAsync();
        var saga = await InspectAsync(await api.OrderedAsync(product));
        saga.GetProperty("state").GetString().ShouldBe("Accepted");
        saga.GetProperty("next").GetProperty("events").EnumerateArray().Single().GetString().ShouldBe("OrderSubmitted");
        saga.GetProperty("reservation").GetProperty("productId").GetString().ShouldBe(product);
    }

    [Fact]
    public async Task Should_not_know_the_order() =>
        await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/sagas/{Guid.NewGuid()}")).ShouldRefuseAsync(404, "unknown-order");

    [Fact]
    public async Task Should_list_the_stalest_first()
    {
        var user = $"user-{Guid.NewGuid():N}";
        var (fresh, stale, ended) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await api.SagaTakesAsync(fresh, "any", "AwaitingPayment", user);
        await api.SagaTakesAsync(stale, "any", "Allocating", user);
        await api.SagaTakesAsync(ended, "any", "Completed", user);
        await api.Database.ExecuteAsync("""
            ALTER TABLE ordering.orders DISABLE TRIGGER USER
            """);
        await api.Database.ExecuteAsync("UPDATE ordering.orders SET updated_at = now() - interval '1 hour' WHERE order_id = $1", stale);
        await api.Database.ExecuteAsync("ALTER TABLE ordering.orders ENABLE TRIGGER USER");

        (await ListAsync($"userId={user}")).ShouldBe([stale, fresh, ended]);
        (await ListAsync($"userId={user}&state=AwaitingPayment")).ShouldBe([fresh]);
        (await ListAsync($"userId={user}&olderThanSeconds=600")).ShouldBe([stale]);
        (await ListAsync($"userId={user}&page=2")).ShouldBeEmpty();
        await (await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas?olderThanSeconds=long")).ShouldRefuseAsync(400, "invalid-request");
        await (await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas?page=-1")).ShouldRefuseAsync(400, "invalid-request");
        await (await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas?state=%00")).ShouldRefuseAsync(400, "invalid-request");
        await (await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas?userId=%00")).ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_count_the_orders_of_each_state()
    {
        await api.SagaTakesAsync(Guid.NewGuid(), "any", "Declined");
        var summary = await (await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas/summary")).ShouldAnswerAsync(200);
        summary.GetProperty("Declined").GetInt64().ShouldBe(await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.orders WHERE state = 'Declined'"));
    }

    [Fact]
    public async Task Should_draw_the_machine()
    {
        using var answer = await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas/graph");
        var graph = await answer.Content.ReadAsStringAsync();
        graph.ShouldStartWith("stateDiagram-v2");
        graph.ShouldContain("AwaitingPayment --> Confirmed: PaymentReceived");
    }

    [Theory]
    [InlineData("GET", "/api/ops/sagas")]
    [InlineData("GET", "/api/ops/sagas/summary")]
    [InlineData("GET", "/api/ops/sagas/graph")]
    [InlineData("GET", "/api/ops/sagas/stuck")]
    [InlineData("GET", "/api/ops/sagas/resumes")]
    [InlineData("POST", "/api/ops/sagas/resume")]
    [InlineData("GET", "/api/ops/sagas/7d3c1f60-0000-0000-0000-000000000001")]
    [InlineData("GET", "/api/ops/stock/any")]
    [InlineData("PUT", "/api/ops/flash-sales/any")]
    [InlineData("POST", "/api/ops/flash-sales/any/pause")]
    [InlineData("POST", "/api/ops/flash-sales/any/resume")]
    [InlineData("DELETE", "/api/ops/flash-sales/any")]
    [InlineData("GET", "/api/ops/dead-letters")]
    [InlineData("GET", "/api/ops/dead-letters/any_error")]
    [InlineData("POST", "/api/ops/dead-letters/any_error/redeliver")]
    [InlineData("GET", "/api/ops/reconciliation")]
    [InlineData("POST", "/api/ops/reconciliation")]
    [InlineData("GET", "/api/ops/nothing")]
    [InlineData("PUT", "//api/ops/flash-sales/any")]
    [InlineData("PUT", "/API/OPS/flash-sales/any/")]
    public async Task Should_need_the_key(string method, string path)
    {
        foreach (var key in new[] { null, "", "wrong", ApiHost.OpsKey + "x", ApiHost.OpsKey[..^1] })
        {
            // An absolute URI keeps the doubled slash.
            using var request = new HttpRequestMessage(new(method), new Uri(api.Host.Address.ToString().TrimEnd('/') + path)) { Content = new StringContent("not even json") };
            if (key is not null)
                request.Headers.TryAddWithoutValidation("X-Api-Key", key);
            using var answer = await api.WithoutTraceAsync("any", () => api.Http.SendAsync(request));
            var exists = !path.StartsWith("//", StringComparison.Ordinal);
            await (exists ? answer.ShouldRefuseAsync(401, "unauthorized") : answer.ShouldRefuseAsync(404, "not-found"));
            if (exists)
                answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("ApiKey");
        }
    }

    [Fact]
    public async Task Should_describe_itself()
    {
        var document = await (await api.Http.GetAsync("/openapi/v1.json")).ShouldAnswerAsync(200);
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();
        paths.ShouldContain("/api/flash-sales/{productId}/order");
        paths.ShouldContain("/api/payments/callback");
        paths.ShouldContain("/api/ops/stock/{productId}");
        Headers("/api/flash-sales/{productId}/order", "post").ShouldBe(["X-User-ID", "Idempotency-Key"]);
        Headers("/api/payments/callback", "post").ShouldBe(["webhook-id", "webhook-timestamp", "webhook-signature"]);
        Headers("/api/ops/stock/{productId}", "get").ShouldBe(["X-Api-Key"]);
        document.GetProperty("components").GetProperty("schemas").GetProperty("SaleView").GetProperty("properties").GetProperty("totalStock").GetProperty("type").GetString().ShouldBe("integer");

        IEnumerable<string?> Headers(string path, string method) => document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("parameters").EnumerateArray()
            .Where(parameter => parameter.GetProperty("in").GetString() == "header").Select(parameter => parameter.GetProperty("name").GetString());
    }

    async Task<JsonElement> InspectAsync(Guid id) => await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/sagas/{id}")).ShouldAnswerAsync(200);

    async Task<IEnumerable<Guid>> ListAsync(string query) =>
        (await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/sagas?{query}")).ShouldAnswerAsync(200)).EnumerateArray().Select(row => row.GetProperty("orderId").GetGuid());

    async Task BuryAsync(string queue, Guid orderId)
    {
        await using var connection = await new ConnectionFactory { Uri = api.Broker.Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        var properties = new BasicProperties
        {
            MessageId = $"{Guid.NewGuid()}",
            Headers = new Dictionary<string, object?> { ["MT-Fault-Message"] = "it broke", ["MT-Fault-ExceptionType"] = "System.Exception" },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { messageType = new[] { "urn:message:FlashSale.Contracts:StockReleased" }, message = new { orderId } });
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body);
    }
}
