using System.Text.Json;
using FlashSale.Ordering.Api.Shop.Payments;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>Signs a payment's outcome and posts it to this host's own callback route, over its own address.</summary>
public sealed class ProviderCallback(IHttpClientFactory clients, IServer server, ApiSettings settings, TimeProvider clock)
{
    public async Task<HttpResponseMessage> SendAsync(PaymentCallback word, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(word, JsonSerializerOptions.Web);
        var id = $"msg_{Guid.NewGuid():N}";
        var timestamp = $"{clock.GetUtcNow().ToUnixTimeSeconds()}";
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("This host listens on no address.");

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), "/api/payments/callback")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, settings.WebhookSecret.Sign(id, timestamp, body));
        using var client = clients.CreateClient(nameof(ProviderCallback));
        return await client.SendAsync(request, cancellationToken);
    }
}
