using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Payments;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>POST /api/sandbox/payments/{orderId}: the stand-in provider takes, or declines, a payment and calls back over HTTP as a real one would.</summary>
public static class PayOrder
{
    public sealed record Body
    {
        public string Outcome { get; init; } = PaymentCallback.Succeeded;

        /// <summary>Absent: a new payment.</summary>
        public string? PaymentId { get; init; }

        /// <summary>Absent: what the order costs.</summary>
        public decimal? Amount { get; init; }

        /// <summary>Absent: the order's.</summary>
        public string? Currency { get; init; }
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

    static async Task<Results<Accepted<Answer>, Refusal>> PayAsync(string orderId, HttpContext http, IValidator<Body> validator, OrderLookup lookup, ProviderCallback callback)
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

        var word = new PaymentCallback { OrderId = id, PaymentId = body.PaymentId ?? $"pay_{Guid.NewGuid():N}", Amount = amount, Currency = currency, Outcome = body.Outcome };
        using var answer = await callback.SendAsync(word, http.RequestAborted);
        return answer.IsSuccessStatusCode
            ? TypedResults.Accepted($"/api/orders/{id}", new Answer(id, word.PaymentId, word.Outcome, amount, currency))
            : new Refusal(StatusCodes.Status502BadGateway, ProblemCode.CallbackFailed, $"The callback was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(http.RequestAborted)}");
    }
}
