using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace FlashSale.Notifications.Channels;

/// <summary>
/// Reads FLASHSALE_SMTP: <c>smtp[s]://[user:password@]host[:port][?security=...&amp;connections=...&amp;ca=...]</c>. A part that
/// would have no effect is an error. Errors name the part and repeat nothing of it: if a character was not
/// escaped, a piece of the password may be anywhere.
/// </summary>
public static class SmtpAddress
{
    const string Form = "smtp://host:port or smtps://user:password@host:port, special characters of user and password written as %XX";

    /// <exception cref="InvalidOperationException">The address has a part that cannot be honoured.</exception>
    public static SmtpOptions Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0)
            throw Wrong($"it is not of the form {Form}");
        if (uri.AbsolutePath is not ("" or "/") || uri.Fragment.Length > 0)
            throw Wrong($"there is a path or a fragment; the form is {Form}");

        var query = QueryHelpers.ParseQuery(uri.Query);
        if (query.Keys.Except(["security", "connections", "ca"], StringComparer.Ordinal).Any() || query.Values.Any(value => value.Count != 1))
            throw Wrong("its query holds something else than security, connections and ca, once each");

        var credential = Credential(uri.UserInfo);
        var security = Security(uri.Scheme, query, credential);
        var defaults = new SmtpOptions(uri.IdnHost, Port(uri, security));
        return defaults with
        {
            Security = security,
            Credential = credential,
            Authorities = Authorities(query, security),
            MaxConnections = Connections(query) ?? defaults.MaxConnections,
        };
    }

    static int Port(Uri uri, SecureSocketOptions security) => uri.Port switch
    {
        > 0 => uri.Port,
        _ => security == SecureSocketOptions.SslOnConnect ? 465 : 25,
    };

    static NetworkCredential? Credential(string userInfo)
    {
        if (userInfo.Length == 0)
            return null;
        var parts = userInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        return parts is [{ Length: > 0 } user, { Length: > 0 } password] ? new(user, password) : throw Wrong("its user info is not user:password");
    }

    static SecureSocketOptions Security(string scheme, Dictionary<string, StringValues> query, NetworkCredential? credential)
    {
        var asked = query.TryGetValue("security", out var value) ? (string?)value : null;
        var security = (scheme, asked) switch
        {
            ("smtps", null) => SecureSocketOptions.SslOnConnect,
            ("smtps", _) => throw Wrong("smtps is TLS from the first byte; security is for smtp"),
            (_, null) => credential is null ? SecureSocketOptions.None : SecureSocketOptions.StartTls,
            (_, "none") => SecureSocketOptions.None,
            (_, "starttls") => SecureSocketOptions.StartTls,
            (_, "starttls-when-available") => SecureSocketOptions.StartTlsWhenAvailable,
            _ => throw Wrong("security is none, starttls or starttls-when-available"),
        };
        return credential is null || security is SecureSocketOptions.StartTls or SecureSocketOptions.SslOnConnect
            ? security
            : throw Wrong("a password goes through TLS only: smtps, or security=starttls");
    }

    static X509Certificate2Collection? Authorities(Dictionary<string, StringValues> query, SecureSocketOptions security)
    {
        if (!query.TryGetValue("ca", out var file))
            return null;
        if (security == SecureSocketOptions.None)
            throw Wrong("ca is for TLS, and security is none");
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Wrong("the file in ca cannot be read", exception);
        }

        return authorities.Count > 0 ? authorities : throw Wrong("the file in ca holds no certificate");
    }

    static int? Connections(Dictionary<string, StringValues> query)
    {
        if (!query.TryGetValue("connections", out var text))
            return null;
        return int.TryParse(text, out var connections) && connections is >= 1 and <= 100 ? connections : throw Wrong("connections is a number from 1 to 100");
    }

    static InvalidOperationException Wrong(string what, Exception? cause = null) => new($"FLASHSALE_SMTP: {what}.", cause);
}
