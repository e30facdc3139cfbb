using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>
/// The form in which an order keeps its buyer's address: one that a mail server takes (RFC 5321, 4.1.2), with the domain as DNS has it.
/// user@BÜCHER.example and a decomposed ü are mapped before they become punycode (UTS 46): unmapped they name another domain.
/// </summary>
static class EmailAddress
{
    const int LongestAddress = 254;
    const int LongestLocalPart = 64;
    const int LongestLabel = 63;

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };
    static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");
    static readonly SearchValues<char> AtomOrDot = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+-/=?^_`{|}~");

    /// <summary>Without ICU domains would be encoded unmapped, and confirmations go to somebody else.</summary>
    /// <exception cref="InvalidOperationException">This process runs without ICU.</exception>
    public static void RequireIcu()
    {
        if (Idn.GetAscii("B\u00dcCHER") != "xn--bcher-kva")
            throw new InvalidOperationException("This process runs without ICU: install libicu, and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");
    }

    /// <param name="text">As a buyer wrote it.</param>
    /// <param name="utf8">Whether the mail server takes an address that is not ASCII before the @ (RFC 6531).</param>
    /// <returns>Null when no mail can be sent to it.</returns>
    public static string? Canonical(string text, bool utf8)
    {
        if (IsPlain(text))
            return text;
        var at = text.LastIndexOf('@');
        if (at <= 0 || Local(text[..at], utf8) is not { } local || Domain(text[(at + 1)..]) is not { } domain)
            return null;
        var address = $"{local}@{domain}";
        return Encoding.UTF8.GetByteCount(address) <= LongestAddress ? address : null;
    }

    /// <summary>Letters, digits, and single dots, hyphens and underscores inside, around one @: certainly an address, decided in 20 ns instead of 500.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return text.Length <= LongestAddress && at is > 0 and <= LongestLocalPart && IsPlainPart(text[..at]) && IsPlainPart(text[(at + 1)..]) && IsPlainDomain(text[(at + 1)..]);
    }

    static bool IsPlainPart(ReadOnlySpan<char> part) => part.Length > 0 && char.IsAsciiLetterOrDigit(part[0]) && char.IsAsciiLetterOrDigit(part[^1])
        && !part.ContainsAnyExcept(Plain) && !part.Contains("..", StringComparison.Ordinal);

    /// <summary>A short one: then no label is too long. Hyphens at a label's ends, and underscores, are for the slow path to refuse.</summary>
    static bool IsPlainDomain(ReadOnlySpan<char> domain) =>
        domain.Length <= LongestLabel && !domain.Contains('_') && !domain.Contains(".-", StringComparison.Ordinal) && !domain.Contains("-.", StringComparison.Ordinal) && !domain.Contains("--", StringComparison.Ordinal);

    static string? Local(string text, bool utf8)
    {
        var local = text.IsNormalized() ? text : text.Normalize();
        if (Encoding.UTF8.GetByteCount(local) > LongestLocalPart || local.Any(char.IsControl))
            return null;
        if (local is ['"', .. var quoted, '"'])
            return IsQuotedText(quoted) ? local : null;
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return null;
        return local.All(one => AtomOrDot.Contains(one) || (utf8 && one > 0x7F && !char.IsWhiteSpace(one))) ? local : null;
    }

    static bool IsQuotedText(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '"')
                return false;
            if (at >= text.Length || text[at] is < ' ' or > '~')
                return false;
        }

        return true;
    }

    static string? Domain(string text)
    {
        if (text is ['[', .. var literal, ']'])
            return IPAddress.TryParse(literal.StartsWith("IPv6:", StringComparison.Ordinal) ? literal[5..] : literal, out _) ? text : null;
        try
        {
            return Idn.GetAscii(text);
        }
        catch (ArgumentException)
        {
            // Empty or too long labels, characters that no domain has.
            return null;
        }
    }
}
