using Microsoft.Extensions.Configuration;

namespace FlashSale.ServiceDefaults;

/// <summary>The system's clock, shifted by FLASHSALE_CLOCK_OFFSET_SECONDS: for tests with processes whose clocks differ.</summary>
public sealed class ShiftedClock(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;

    public static TimeProvider From(IConfiguration configuration) =>
        configuration.GetValue("FLASHSALE_CLOCK_OFFSET_SECONDS", 0.0) is var seconds and not 0
            ? new ShiftedClock(TimeSpan.FromSeconds(seconds))
            : System;
}
