namespace MassTransit.PostgresIntegration;

/// <param name="DueAt">UTC; null when there is a delay.</param>
/// <param name="Delay">From PostgreSQL's now() on, when the change is written; null when there is a time.</param>
/// <param name="Message">Sent when the time has come; null cancels what the token scheduled.</param>
sealed record ScheduleChange(Guid TokenId, DateTime? DueAt, TimeSpan? Delay, CapturedMessage? Message)
{
    public static ScheduleChange At(Guid tokenId, DateTime dueAt, CapturedMessage message) => new(tokenId, dueAt, null, message);

    public static ScheduleChange After(Guid tokenId, TimeSpan delay, CapturedMessage message) => new(tokenId, null, delay, message);

    public static ScheduleChange Cancel(Guid tokenId) => new(tokenId, null, null, null);
}
