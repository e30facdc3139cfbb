namespace MassTransit.PostgresIntegration;

/// <summary>What becomes of a message that was not taken although the broker is there.</summary>
/// <param name="Attempts">So often by now.</param>
/// <param name="Wait">Until the next attempt.</param>
/// <param name="IsParked">There is none: a person has to look after it.</param>
sealed record Refusal(int Attempts, TimeSpan Wait, bool IsParked, string Reason)
{
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <param name="failure">The last failure: it decides how many attempts there are.</param>
    /// <param name="before">Failures before it.</param>
    /// <param name="options">The limits.</param>
    public static Refusal Of(SendFailure failure, int before, PostgresMessagingOptions options)
    {
        var limit = failure.Fault == SendFault.Message ? options.AttemptsUntilParked : options.AttemptsUntilParkedWithoutRoute;
        return new(before + 1, WaitAfter(before, options.FirstBackoff), before + 1 >= limit, failure.Exception.Message);
    }

    /// <summary>Doubles with each attempt; up to a quarter more or less, so that messages that failed together are not tried together.</summary>
    static TimeSpan WaitAfter(int before, TimeSpan first) =>
        TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, first.Ticks << Math.Min(before, 20))) * (0.75 + Random.Shared.NextDouble() / 2);
}
