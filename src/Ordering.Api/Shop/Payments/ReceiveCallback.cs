using FlashSale.Ordering.Api.Http;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>POST /api/payments/callback: the provider reports a payment. The signature is verified on the bytes as they arrived, before any of them is trusted.</summary>
public static class ReceiveCallback
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/payments/callback", ReceiveAsync).Accepts<PaymentCallback>("application/json")
            .ProducesProblem(401).ProducesProblem(409)
            .WithHeader(WebhookSignature.IdHeader).WithHeader(WebhookSignature.TimestampHeader).WithHeader(WebhookSignature.SignatureHeader)
            .WithSummary("The payment provider's callback (Standard Webhooks)");

    public sealed record Answer(Guid OrderId, string PaymentId, string Outcome);

    static async Task<Results<Ok<Answer>, Accepted<Answer>, Refusal>> ReceiveAsync(HttpContext http, ApiSettings settings, TimeProvider clock, IValidator<PaymentCallback> validator, PaymentRecorder recorder)
    {
        var (bytes, refusal) = await RequestBody.ReadBytesAsync(http);
        if (refusal is not null)
            return refusal;
        if (!WebhookSignature.Vouches(http.Request.Headers, bytes, settings.WebhookSecret, clock.GetUtcNow()))
            return new Refusal(StatusCodes.Status401Unauthorized, ProblemCode.InvalidSignature, "The signature is missing, wrong or too old.") { Challenge = $"Signature header=\"{WebhookSignature.SignatureHeader}\"" };
        (var callback, refusal) = RequestBody.Parse(http.Request, bytes, validator);
        if (callback is null)
            return refusal!;

        var answer = new Answer(callback.OrderId!.Value, callback.PaymentId!, callback.Outcome!);
        return await recorder.RecordAsync(callback, http.RequestAborted) switch
        {
            RecordedPayment.New => TypedResults.Accepted((string?)null, answer),
            RecordedPayment.Known => TypedResults.Ok(answer),
            _ => new Refusal(StatusCodes.Status409Conflict, ProblemCode.PaymentConflict, "This payment was already reported with a different order, amount or currency."),
        };
    }
}
