using System.Security.Cryptography;
using System.Text;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>The payment provider: signs by the words of the Standard Webhooks specification, without a line of ours.</summary>
static class Provider
{
    public static string Body(Guid orderId, string paymentId, decimal amount = 20.00m, string outcome = "succeeded", string currency = "EUR") =>
        FormattableString.Invariant($$"""{"orderId":"{{orderId}}","paymentId":"{{paymentId}}","amount":{{amount}},"currency":"{{currency}}","outcome":"{{outcome}}"}""");

    public static HttpRequestMessage Signed(string body, DateTimeOffset? at = null, string secret = ApiHost.Secret, Func<string, string>? signatures = null)
    {
        var timestamp = $"{(at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds()}";
        var signature = Sign(secret, "msg_1", timestamp, body);
        return Request(body, "msg_1", timestamp, signatures?.Invoke(signature) ?? signature);
    }

    public static HttpRequestMessage Request(string body, string? id, string? timestamp, string? signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/payments/callback") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in new[] { ("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature) })
        {
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public static string Sign(string secret, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
}
