using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FlashSale.Ordering.Api.Http;

/// <summary>The caller and the idempotency key: the two headers that requests carry.</summary>
public static class Caller
{
    public const string UserHeader = "X-User-ID";
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>The caller when none is named: only the ops key is known to be right.</summary>
    const string KeyHolder = "ops-key";

    /// <summary>The buyer, named by the gateway in front of this service.</summary>
    public static bool TryGetUser(HttpRequest request, [NotNullWhen(true)] out string? userId, [NotNullWhen(false)] out Refusal? refusal)
    {
        // A header sent twice has two values and names nobody. One value that contains a comma is an ordinary user id.
        userId = request.Headers[UserHeader] is [var only] && VisibleAscii.Holds(only) ? only : null;
        refusal = userId is null ? Refusal.Invalid($"{UserHeader} must be 1 to {VisibleAscii.MaxLength} visible ASCII characters.") : null;
        return userId is not null;
    }

    /// <summary>The operator, for the record.</summary>
    public static bool TryGetOperator(HttpRequest request, [NotNullWhen(true)] out string? by, [NotNullWhen(false)] out Refusal? refusal)
    {
        (by, refusal) = (KeyHolder, null);
        return !request.Headers.ContainsKey(UserHeader) || TryGetUser(request, out by, out refusal);
    }

    /// <summary>The idempotency key, null when none was sent. "abc", as draft-ietf-httpapi-idempotency-key-header wants it, and abc are the same key.</summary>
    public static bool TryGetKey(HttpRequest request, out string? key, [NotNullWhen(false)] out Refusal? refusal)
    {
        var sent = request.Headers[KeyHeader];
        key = sent is [{ } only] && Unquoted(only) is var bare && VisibleAscii.Holds(bare) ? bare : null;
        refusal = sent.Count > 0 && key is null ? Refusal.Invalid($"{KeyHeader} must be 1 to {VisibleAscii.MaxLength} visible ASCII characters, bare or as a quoted string (RFC 9651, 3.3.3).") : null;
        return refusal is null;
    }

    /// <returns>Null when it begins as a quoted string and is none.</returns>
    static string? Unquoted(string sent)
    {
        if (!sent.StartsWith('"'))
            return sent;
        var bare = new StringBuilder(sent.Length);
        for (var at = 1; at < sent.Length; at++)
        {
            if (sent[at] == '"')
                return at == sent.Length - 1 ? bare.ToString() : null;
            if (sent[at] == '\\' && (++at == sent.Length || sent[at] is not ('"' or '\\')))
                return null;
            bare.Append(sent[at]);
        }

        return null;
    }
}
