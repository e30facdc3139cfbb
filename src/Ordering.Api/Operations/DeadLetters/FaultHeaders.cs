using System.Text;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>The headers of a dead letter: MassTransit's, and those that a replay adds.</summary>
static class FaultHeaders
{
    public const string ExceptionType = "MT-Fault-ExceptionType";
    public const string Message = "MT-Fault-Message";
    public const string Timestamp = "MT-Fault-Timestamp";
    public const string AutomaticRedeliveries = "MT-Redelivery-Count";
    public const string Redelivery = "FlashSale-Redelivery";
    public const string Redeliveries = "FlashSale-Redeliveries";

    // What MassTransit, the broker and its client wrote about the failed delivery.
    static readonly string[] OfTheFault = ["MT-Fault-", "MT-Host-", "MT-Reason", "x-"];

    /// <summary>
    /// The headers of the same message on its way back. What counts its automatic redeliveries stays: they are used up, so the
    /// message shows within its short retries whether it can be consumed now, and if not it is a dead letter again at once.
    /// </summary>
    public static Dictionary<string, object?> OnTheWayBack(IDictionary<string, object?>? headers, Guid redelivery)
    {
        var kept = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in headers ?? kept)
        {
            if (!Array.Exists(OfTheFault, start => name.StartsWith(start, StringComparison.Ordinal)))
                kept[name] = value;
        }

        kept[Redeliveries] = Number(headers, Redeliveries) + 1;
        kept[Redelivery] = $"{redelivery}";
        return kept;
    }

    /// <summary>AMQP carries text as bytes.</summary>
    public static string? Text(IDictionary<string, object?>? headers, string name) => headers?.TryGetValue(name, out var value) is not true ? null : value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        null => null,
        _ => $"{value}",
    };

    public static int Number(IDictionary<string, object?>? headers, string name) => int.TryParse(Text(headers, name), out var number) ? number : 0;
}
