using System.Net.Sockets;

namespace FlashSale.Ordering.Api.Http;

/// <summary>The client whose requests the address limit counts: an IPv4 address, or the /64 network of an IPv6 one, which is what one subscriber has.</summary>
public static class ClientAddress
{
    const int NetworkBytes = 8;

    /// <summary>Null when the connection has no address (a Unix socket).</summary>
    public static string? Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null)
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, NetworkBytes))}/64" : address.ToString();
    }
}
