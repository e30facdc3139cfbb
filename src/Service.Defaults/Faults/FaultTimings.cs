using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>When a faulted message is tried again: at once by the process that has it, later by the scheduler.</summary>
public sealed record FaultTimings
{
    /// <summary>FLASHSALE_RETRY_MILLISECONDS: waits between attempts of one delivery.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(1000)];

    /// <summary>FLASHSALE_REDELIVERY_SECONDS: waits before each further delivery; after the last one the message goes to its _error queue.</summary>
    public IReadOnlyList<TimeSpan> Redeliveries { get; init; } =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(600)];

    /// <summary>
    /// How long a message may wait in a process for a server before it goes back to its queue: RabbitMQ closes the channel of a
    /// consumer that holds a message for 30 minutes (its default).
    /// </summary>
    public TimeSpan LongestHold { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An endpoint that is braked for this long needs an operator.</summary>
    public TimeSpan ReportBrakeAfter { get; init; } = TimeSpan.FromSeconds(60);

    public static FaultTimings From(IConfiguration configuration)
    {
        var defaults = new FaultTimings();
        return new()
        {
            Retries = Read(configuration, "FLASHSALE_RETRY_MILLISECONDS", TimeSpan.FromMilliseconds) ?? defaults.Retries,
            Redeliveries = Read(configuration, "FLASHSALE_REDELIVERY_SECONDS", TimeSpan.FromSeconds) ?? defaults.Redeliveries,
        };
    }

    static List<TimeSpan>? Read(IConfiguration configuration, string name, Func<double, TimeSpan> unit)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return null;

        var waits = new List<TimeSpan>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number < 0)
                throw new InvalidOperationException($"{name} is '{text}'; it is a list of numbers such as 5,30,120.");
            waits.Add(unit(number));
        }

        return waits;
    }
}
