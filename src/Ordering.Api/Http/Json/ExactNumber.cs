using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FlashSale.Ordering.Api.Http.Json;

/// <summary>
/// Reads a JSON number without loss. decimal.Parse rounds what has more than 28 decimals: it takes 1e-30 for 0, and a price of 0 is a gift.
/// </summary>
static class ExactNumber
{
    const int LongestText = 64;
    const int MaxDigits = 28;

    /// <exception cref="UnfitValueException">It is no number, or not one that a decimal holds exactly.</exception>
    public static decimal Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
            throw new UnfitValueException("must be a number.");
        // The usual case: short and without an exponent, which decimal holds exactly.
        if (reader.ValueSpan.Length <= MaxDigits && !reader.ValueSpan.ContainsAny("eE"u8))
            return reader.GetDecimal();
        return Parse(Encoding.ASCII.GetString(reader.ValueSpan)) ?? throw new UnfitValueException($"must be a number that fits in {MaxDigits} decimal digits when written without an exponent.");
    }

    /// <summary>Null when a decimal cannot hold it exactly.</summary>
    static decimal? Parse(string text)
    {
        var (mantissa, exponent) = text.IndexOfAny(['e', 'E']) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "0");
        if (text.Length > LongestText || !int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var shift) || Math.Abs((long)shift) > LongestText)
            return null;

        var sign = mantissa.StartsWith('-') ? "-" : "";
        var (whole, fraction) = mantissa.IndexOf('.') is >= 0 and var point ? (mantissa[sign.Length..point], mantissa[(point + 1)..]) : (mantissa[sign.Length..], "");
        var digits = (whole + fraction).TrimEnd('0');
        // Zeros at the end of the fraction, or of the whole, only move the point.
        var decimals = fraction.Length - shift - (whole.Length + fraction.Length - digits.Length);
        digits = digits.TrimStart('0');
        if (digits.Length == 0)
            return 0;
        if (decimals > MaxDigits || digits.Length - Math.Min(0, decimals) > MaxDigits)
            return null;
        var number = decimal.Parse($"{sign}{digits}{new string('0', Math.Max(0, -decimals))}", CultureInfo.InvariantCulture);
        for (; decimals > 0; decimals--)
            number /= 10;
        return number;
    }
}
