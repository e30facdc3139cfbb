using System.Net;

namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>The provider over HTTP: POST refunds with the payment id as Idempotency-Key.</summary>
public sealed class HttpPaymentProvider(HttpClient http) : IPaymentProvider
{
    public async Task RefundAsync(Refund refund, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "refunds") { Content = JsonContent.Create(refund) };
        request.Headers.Add("Idempotency-Key", refund.PaymentId);

        var status = await SendAsync(request, refund, cancellationToken);
        if ((int)status is >= 200 and < 300)
            return;
        if (IsRefusal(status))
            throw new RefundRefusedException($"The provider refuses to refund payment {refund.PaymentId}: {(int)status}.");
        throw new RefundOutcomeUnknownException($"The provider answered {(int)status} to the refund of payment {refund.PaymentId}.");
    }

    async Task<HttpStatusCode> SendAsync(HttpRequestMessage request, Refund refund, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException exception)
        {
            throw new RefundOutcomeUnknownException($"No reply to the refund of payment {refund.PaymentId}: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RefundOutcomeUnknownException($"No reply to the refund of payment {refund.PaymentId} within {http.Timeout.TotalSeconds:0.#} s.");
        }
    }

    // A request in progress under the same key, too early, too many: these prove nothing about the refund.
    static bool IsRefusal(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 and not (408 or 409 or 425 or 429);
}
