using System.Net;
using System.Security.Cryptography;
using System.Text;
using FlashSale.Ordering.Api.Shop.Payments;

namespace FlashSale.Ordering.Api;

/// <summary>What this host needs to know beyond the servers' addresses. Read once, at the start: a missing key stops the start, not a request.</summary>
public sealed class ApiSettings
{
    readonly byte[] _opsKey;

    ApiSettings(string opsKey, WebhookSecret webhookSecret, bool sandbox, int orderStreams, bool mailUtf8, IReadOnlyList<IPNetwork> trustedProxies)
    {
        _opsKey = Hash(opsKey);
        WebhookSecret = webhookSecret;
        Sandbox = sandbox;
        OrderStreams = orderStreams;
        MailUtf8 = mailUtf8;
        TrustedProxies = trustedProxies;
    }

    public WebhookSecret WebhookSecret { get; }

    /// <summary>Whether the stand-in payment provider answers: in Development, or where FLASHSALE_SANDBOX says true.</summary>
    public bool Sandbox { get; }

    /// <summary>Clients that may follow orders here at once: FLASHSALE_ORDER_STREAMS, or 10,000.</summary>
    public int OrderStreams { get; }

    /// <summary>Whether the mail server takes addresses that are not ASCII before the @ (SMTPUTF8, RFC 6531): FLASHSALE_MAIL_UTF8, or false.</summary>
    public bool MailUtf8 { get; }

    /// <summary>Proxies whose X-Forwarded-For is believed: FLASHSALE_TRUSTED_PROXIES, or none.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; }

    /// <exception cref="InvalidOperationException">A setting is absent or malformed; the message names it.</exception>
    public static ApiSettings From(IConfiguration configuration, IHostEnvironment environment) => new(
        configuration["FLASHSALE_OPS_KEY"] is { Length: > 0 } key ? key : throw new InvalidOperationException("FLASHSALE_OPS_KEY is not set."),
        WebhookSecret.Parse(configuration["FLASHSALE_WEBHOOK_SECRET"]),
        environment.IsDevelopment() || configuration.GetValue<bool>("FLASHSALE_SANDBOX"),
        configuration.GetValue("FLASHSALE_ORDER_STREAMS", 10_000),
        configuration.GetValue<bool>("FLASHSALE_MAIL_UTF8"),
        Http.TrustedProxies.Parse(configuration["FLASHSALE_TRUSTED_PROXIES"]));

    /// <summary>Compares in a time that depends on neither key's content nor length.</summary>
    public bool IsOpsKey(string? key) => key is not null && CryptographicOperations.FixedTimeEquals(Hash(key), _opsKey);

    static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
