using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.Admission.Scripts;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_a_buyer_asks_for_units : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_take_the_units_and_write_reservation_and_intent_in_one_step()
    {
        await _admission.OpenAsync();
        var request = _admission.Request("alice", 2, email: "alice@example.org");

        var reply = await _admission.Admission.AdmitAsync(request, default);

        reply.Outcome.ShouldBe(AdmissionOutcome.Accepted);
        reply.OrderId.ShouldBe(request.OrderId);
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(8, 2, 1, 0, 1, 1));
        var reservation = await _admission.Sales.FindReservationAsync(request.OrderId, ["another", _admission.ProductId], default);
        reservation.ShouldBe(reply.Order);
        (await _admission.Sales.FindReservationsOfBuyerAsync("alice", ["another", _admission.ProductId], default)).ShouldBe([reply.Order!]);
    }

    [Fact]
    public async Task Should_record_the_terms_as_admitted()
    {
        await _admission.OpenAsync();
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var order = (await _admission.AdmitAsync("alice", 2, email: "alice@example.org", key: "k-1")).Order!;
        await _admission.ChangeAsync(sale => sale with { Price = 1m, PaymentWindowSeconds = 1 });

        var reserved = (await _admission.Sales.FindReservationAsync(order.OrderId, [_admission.ProductId], default))!;
        reserved.ProductId.ShouldBe(_admission.ProductId);
        reserved.UserId.ShouldBe("alice");
        reserved.Quantity.ShouldBe(2);
        reserved.UnitPrice.ShouldBe(499.90m);
        reserved.Currency.ShouldBe("EUR");
        reserved.PaymentWindowSeconds.ShouldBe(900);
        reserved.Email.ShouldBe("alice@example.org");
        reserved.IdempotencyKey.ShouldBe("k-1");
        reserved.IdempotencyHash.ShouldNotBeNullOrEmpty();
        reserved.AcceptedAt.ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task Should_refuse_when_the_sale_is_not_loaded()
    {
        (await _admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.NotLoaded);
        _admission.Keys().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_refuse_when_Redis_carries_another_epoch()
    {
        await _admission.OpenAsync(sale => sale with { Epoch = 7 });
        await ShouldLeaveNoTrace(AdmissionOutcome.NotLoaded);
    }

    [Fact]
    public async Task Should_refuse_before_the_sale_opens()
    {
        await _admission.OpenAsync(sale => sale with { StartsAt = DateTimeOffset.UtcNow.AddMinutes(1) });
        await ShouldLeaveNoTrace(AdmissionOutcome.SaleNotOpen);
    }

    [Fact]
    public async Task Should_refuse_after_the_sale_has_closed()
    {
        await _admission.OpenAsync(sale => sale with { EndsAt = DateTimeOffset.UtcNow.AddSeconds(-1) });
        await ShouldLeaveNoTrace(AdmissionOutcome.SaleClosed);
    }

    [Fact]
    public async Task Should_refuse_while_the_sale_is_paused()
    {
        await _admission.OpenAsync(sale => sale with { Paused = true });
        await ShouldLeaveNoTrace(AdmissionOutcome.SalePaused);
    }

    [Fact]
    public async Task Should_refuse_more_units_than_are_left()
    {
        await _admission.OpenAsync(sale => sale with { TotalStock = 1 });
        await ShouldLeaveNoTrace(AdmissionOutcome.SoldOut, quantity: 2);
    }

    [Fact]
    public async Task Should_refuse_more_units_than_a_customer_may_have_over_all_orders()
    {
        await _admission.OpenAsync();
        (await _admission.AdmitAsync("alice", 1)).Outcome.ShouldBe(AdmissionOutcome.Accepted);

        await ShouldLeaveNoTrace(AdmissionOutcome.PurchaseLimit, quantity: 2);
        (await _admission.AdmitAsync("bob", 2)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await _admission.AdmitAsync("alice", 1)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_refuse_a_request_that_Redis_comes_to_after_its_deadline()
    {
        await _admission.OpenAsync();
        var before = _admission.Keys();
        var request = _admission.Request(key: "k");

        var answer = (await _admission.Connection.RunAsync(RedisScript.Admit,
            AdmitCall.KeysOf([request]), AdmitCall.ValuesOf([request], [DateTimeOffset.UtcNow.AddMilliseconds(-50).ToUnixTimeMilliseconds()], _admission.Connection.Server, 0), default)).Items();

        AdmitCall.ReplyTo(request, answer).Outcome.ShouldBe(AdmissionOutcome.Late);
        _admission.Keys().ShouldBe(before);
    }

    [Theory]
    [InlineData("", 1, null)]
    [InlineData("a b", 1, null)]
    [InlineData("a\nb", 1, null)]
    [InlineData("é", 1, null)]
    [InlineData("alice", 0, null)]
    [InlineData("alice", -1, null)]
    [InlineData("alice", 1, "")]
    [InlineData("alice", 1, "k\n")]
    public async Task Should_not_take_what_would_break_a_record_or_a_key(string userId, int quantity, string? key)
    {
        await _admission.OpenAsync();
        await Should.ThrowAsync<ArgumentException>(() => _admission.AdmitAsync(userId, quantity, key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a}b")]
    [InlineData("a:b")]
    public async Task Should_not_take_a_product_id_that_leaves_its_hash_tag(string productId) =>
        await Should.ThrowAsync<ArgumentException>(_admission.Admission.AdmitAsync(_admission.Request() with { ProductId = productId }, default));

    async Task ShouldLeaveNoTrace(AdmissionOutcome expected, int quantity = 1)
    {
        var before = await _admission.TracesAsync();
        var request = _admission.Request("alice", quantity, key: "k-refused");

        var reply = await _admission.Admission.AdmitAsync(request, default);

        reply.ShouldBe(new AdmissionReply(expected, request.OrderId));
        (await _admission.TracesAsync()).ShouldBe(before);
    }
}
