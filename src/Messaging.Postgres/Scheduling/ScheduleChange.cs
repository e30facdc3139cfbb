namespace MassTransit.PostgresIntegration;

/// <param name="Message">Sent when the time has come; null cancels what the token scheduled.</param>
sealed record ScheduleChange(Guid TokenId, DateTime DueAt, CapturedMessage? Message)
{
    public static ScheduleChange Cancel(Guid tokenId) => new(tokenId, default, null);
}
