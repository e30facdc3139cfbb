using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace FlashSale.Ordering.Api.Http;

/// <summary>
/// The proxies whose X-Forwarded-For is believed. The header is read from its end, as long as the sender of an entry is
/// trusted: the first address that is not a proxy of ours is the client's, whatever it claims further to the left.
/// </summary>
public static class TrustedProxies
{
    const string Setting = "FLASHSALE_TRUSTED_PROXIES";

    /// <param name="text">Addresses and networks (10.0.0.0/8) with commas between; null or empty is none.</param>
    /// <exception cref="InvalidOperationException">An entry is neither; the message names it.</exception>
    public static IReadOnlyList<IPNetwork> Parse(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseOne)];

    public static void Use(IApplicationBuilder app, IReadOnlyList<IPNetwork> proxies)
    {
        // Without any proxy, the middleware would believe everybody.
        if (proxies.Count == 0)
            return;

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownIPNetworks.Add(proxy);
        app.UseForwardedHeaders(options);
    }

    static IPNetwork ParseOne(string entry) =>
        IPNetwork.TryParse(entry, out var network) ? network
        : IPAddress.TryParse(entry, out var address) ? new(address, address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)
        : throw new InvalidOperationException($"{Setting} names '{entry}', which is neither an address nor a network.");
}
