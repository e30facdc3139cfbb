using System.Collections.Frozen;
using System.Globalization;

namespace FlashSale.Contracts;

/// <summary>
/// Currencies by ISO 4217 (list one, 2026) and the decimals of their minor unit. Columns hold four decimals (numeric(19,4)), the most that a
/// listed currency has. Codes without a minor unit (gold, test codes) are not listed: nobody pays with them.
/// </summary>
public static class Money
{
    /// <summary>Decimals that every money column holds.</summary>
    public const int MostDecimals = 4;

    const int UsualDecimals = 2;

    static readonly FrozenDictionary<string, int> Decimals = List();

    public static bool IsCurrency(string? code) => code is not null && Decimals.ContainsKey(code);

    /// <summary>Decimals of the currency; of one that is not listed, <see cref="MostDecimals"/>.</summary>
    public static int DecimalsOf(string currency) => Decimals.GetValueOrDefault(currency, MostDecimals);

    /// <summary>Whether the amount is a whole number of the currency's smallest unit.</summary>
    public static bool Fits(decimal amount, string currency) => decimal.Round(amount, DecimalsOf(currency)) == amount;

    /// <summary>The amount as the currency writes it: a column gives 20.0000 for 20.00 EUR. What does not fit stays as it is.</summary>
    public static decimal Normalize(decimal amount, string currency) => IsCurrency(currency) && Fits(amount, currency) ? decimal.Round(amount, DecimalsOf(currency)) + Zero(currency) : amount;

    /// <summary>The amount with the currency's decimals, and with more when it has more.</summary>
    public static string Format(decimal amount, string currency)
    {
        var decimals = IsCurrency(currency) ? DecimalsOf(currency) : UsualDecimals;
        return $"{amount.ToString($"0.{new string('0', decimals)}{new string('#', MostDecimals - decimals)}", CultureInfo.InvariantCulture)} {currency}";
    }

    /// <summary>Zero at the currency's scale. Adding it pads an amount to that scale, because a decimal sum has the larger scale of its operands.</summary>
    static decimal Zero(string currency) => new(0, 0, 0, isNegative: false, scale: (byte)DecimalsOf(currency));

    static FrozenDictionary<string, int> List()
    {
        var (none, three, four) = (
            "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
            "BHD IQD JOD KWD LYD OMR TND",
            "CLF UYW");
        const string Two =
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK "
            + "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
            + "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR "
            + "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER "
            + "ZAR ZMW ZWG";
        return Pairs(none, 0).Concat(Pairs(Two, UsualDecimals)).Concat(Pairs(three, 3)).Concat(Pairs(four, MostDecimals)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    static IEnumerable<KeyValuePair<string, int>> Pairs(string codes, int decimals) => codes.Split(' ').Select(code => KeyValuePair.Create(code, decimals));
}
