namespace MassTransit.PostgresIntegration;

/// <summary>Where schedule changes go: into the open unit of work, or at once into the table.</summary>
interface IScheduleWriter
{
    Task WriteAsync(ScheduleChange change, CancellationToken cancellationToken);
}
