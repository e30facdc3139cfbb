using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.ServiceDefaults.Connections;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>POST /api/sandbox/payments/{orderId}: the stand-in provider takes, or declines, a payment and calls back over HTTP as a real one would.</summary>
public static class PayOrder
{
    static readonly EmbeddedSql Sql = new(typeof(PayOrder));

    public sealed record Body
    {
        public string Outcome { get; init; } = PaymentCallback.Succeeded;

        /// <summary>Absent: a new payment.</summary>
        public string? PaymentId { get; init; }

        /// <summary>Absent: what the order costs.</summary>
        public decimal? Amount { get; init; }

        /// <summary>Absent: the order's.</summary>
        public string? Currency { get; init; }

        /// <summary>False: the callback gets lost, and only the provider's list tells of the payment.</summary>
        public bool Callback { get; init; } = true;
    }

    public sealed class Validator : AbstractValidator<Body>
    {
        public Validator() => RuleFor(body => body.Outcome).Must(outcome => outcome is PaymentCallback.Succeeded or PaymentCallback.Declined)
            .WithMessage("'{PropertyName}' must be succeeded or declined.");
    }

    public sealed record Answer(Guid OrderId, string PaymentId, string Outcome, decimal Amount, string Currency);

    public static void Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/payments/{orderId}", PayAsync).Accepts<Body>("application/json").ProducesProblem(404).ProducesProblem(502)
            .WithSummary("The stand-in provider pays an order");

    static async Task<Results<Accepted<Answer>, Refusal>> PayAsync(
        string orderId, HttpContext http, IValidator<Body> validator, IValidator<PaymentCallback> payments, OrderLookup lookup, NpgsqlDataSource database, ProviderCallback callback)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;
        if (!Guid.TryParse(orderId, out var id))
            return Refusal.UnknownOrder();
        // A payment of an unknown order is worth simulating: its amount has to be given.
        var order = (await lookup.FindAsync(id, http.RequestAborted))?.Order;
        if ((body.Amount ?? order?.Amount) is not { } amount || (body.Currency ?? order?.Currency) is not { } currency)
            return Refusal.UnknownOrder();

        (var word, refusal) = RequestBody.Validate(new PaymentCallback { OrderId = id, PaymentId = body.PaymentId ?? $"pay_{Guid.NewGuid():N}", Amount = amount, Currency = currency, Outcome = body.Outcome }, payments);
        if (word is null)
            return refusal!;
        if (word.Outcome == PaymentCallback.Succeeded)
            await CaptureAsync(database, word, http.RequestAborted);
        var accepted = TypedResults.Accepted($"/api/orders/{id}", new Answer(id, word.PaymentId!, word.Outcome!, amount, currency));
        if (!body.Callback)
            return accepted;
        using var answer = await callback.SendAsync(word, http.RequestAborted);
        return answer.IsSuccessStatusCode
            ? accepted
            : new Refusal(StatusCodes.Status502BadGateway, ProblemCode.CallbackFailed, $"The callback was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(http.RequestAborted)}");
    }

    static async Task CaptureAsync(NpgsqlDataSource database, PaymentCallback payment, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("capture_payment"));
        foreach (var value in (object[])[payment.PaymentId!, payment.OrderId!.Value, payment.Amount!.Value, payment.Currency!])
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
