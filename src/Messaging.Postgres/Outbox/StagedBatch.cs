namespace MassTransit.PostgresIntegration;

/// <summary>Messages in the order of capture, and schedule changes in theirs.</summary>
sealed record StagedBatch(List<CapturedMessage> Messages, List<ScheduleChange> Schedule)
{
    public bool IsEmpty => Messages.Count == 0 && Schedule.Count == 0;
}
