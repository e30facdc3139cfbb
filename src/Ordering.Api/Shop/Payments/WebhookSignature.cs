using System.Globalization;

namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>The three headers of a Standard Webhooks request, and whether they vouch for its body.</summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static bool Vouches(IHeaderDictionary headers, ReadOnlySpan<byte> body, WebhookSecret secret, DateTimeOffset now) =>
        headers[IdHeader] is [{ Length: > 0 } id]
        && headers[TimestampHeader] is [{ Length: > 0 } timestamp]
        && headers[SignatureHeader] is [{ Length: > 0 } signatures]
        && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) <= (decimal)Tolerance.TotalSeconds
        && secret.Verifies(id, timestamp, body, signatures);
}
