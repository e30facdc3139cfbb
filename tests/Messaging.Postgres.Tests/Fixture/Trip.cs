namespace MassTransit.Tests;

/// <summary>The saga of these tests: booked, paid, finished, or overdue.</summary>
public sealed class Trip : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Payments { get; set; }
    public string? Note { get; set; }
    public Guid? DeadlineToken { get; set; }
}
