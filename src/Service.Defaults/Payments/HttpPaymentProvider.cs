using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace FlashSale.ServiceDefaults.Payments;

/// <summary>
/// The provider over HTTP: POST refunds with the payment id as Idempotency-Key, GET refunds?orderId=, GET payments?since=&amp;after=. A 404 is never
/// taken for "none": it is also what a wrong address answers.
/// </summary>
public sealed class HttpPaymentProvider(HttpClient http, ProviderCredentials credentials) : IPaymentProvider
{
    public async Task RefundAsync(Refund refund, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "refunds") { Content = JsonContent.Create(refund) };
        request.Headers.Add("Idempotency-Key", refund.PaymentId);
        // The status is the answer; a body that breaks off takes nothing from it.
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, refund, cancellationToken);
    }

    public async Task<bool> IsRefundedAsync(Refund refund, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"refunds?orderId={refund.OrderId}");
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, refund, cancellationToken);
        var made = (await ReadAsync(answer, refund, cancellationToken)).Where(made => made.PaymentId == refund.PaymentId).ToList();
        if (made.Count == 0)
            return false;
        if (made.TrueForAll(part => part.Currency == refund.Currency) && made.Sum(part => part.Amount) == refund.Amount)
            return true;
        throw new RefundRefusedException($"Of payment {refund.PaymentId} the provider has refunded {string.Join(" + ", made.Select(part => $"{part.Amount} {part.Currency}"))}, and not {refund.Amount} {refund.Currency}.");
    }

    public async Task<IReadOnlyList<CapturedPayment>> ListPaymentsAsync(DateTimeOffset since, string? after, CancellationToken cancellationToken)
    {
        var page = $"payments?since={Uri.EscapeDataString(since.ToString("O", CultureInfo.InvariantCulture))}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
        using var answer = await http.GetAsync(page, cancellationToken);
        credentials.Check(answer.StatusCode);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<List<CapturedPayment>>(cancellationToken)
            ?? throw new HttpRequestException("The payment provider answered null to a request for payments.");
    }

    /// <returns>A success.</returns>
    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, Refund refund, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.SendAsync(request, completion, cancellationToken);
            using var unlessReturned = answer.IsSuccessStatusCode ? null : answer;
            credentials.Check(answer.StatusCode);
            if (answer.IsSuccessStatusCode)
                return answer;
            var status = (int)answer.StatusCode;
            throw IsRefusal(status)
                ? new RefundRefusedException($"The provider refuses to refund payment {refund.PaymentId}: {status}.")
                : new RefundOutcomeUnknownException($"The provider answered {status} to the refund of payment {refund.PaymentId}.");
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

    static async Task<List<Refund>> ReadAsync(HttpResponseMessage answer, Refund refund, CancellationToken cancellationToken)
    {
        try
        {
            if (await answer.Content.ReadFromJsonAsync<List<Refund>>(cancellationToken) is { } refunds)
                return refunds;
        }
        catch (JsonException)
        {
            // Said below, as for null.
        }

        throw new RefundOutcomeUnknownException($"The provider's list of the refunds of order {refund.OrderId} cannot be read.");
    }

    // A request in progress under the same key, too early, too many: these prove nothing about the refund.
    static bool IsRefusal(int status) => status is >= 400 and < 500 and not (408 or 409 or 425 or 429);
}
