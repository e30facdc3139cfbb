using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>The embedded statements, with the schema's name put in.</summary>
sealed class MessagingSql(string schema)
{
    readonly ConcurrentDictionary<string, string> _statements = new(StringComparer.Ordinal);

    public string RecordConsumed => Read("Inbox");
    public string RecordAllConsumed => Read("Inbox");
    public string ForgetConsumedBefore => Read("Inbox");
    public string CountDelivery => Read("Inbox");
    public string ForgetDelivery => Read("Inbox");
    public string ForgetDeliveriesBefore => Read("Inbox");
    public string InsertOutboxRows => Read("Outbox");
    public string TakeExpiredGroups => Read("Outbox");
    public string DeleteConfirmedRows => Read("Outbox");
    public string PostponeGroup => Read("Outbox");
    public string MoveRowOutOfItsGroup => Read("Outbox");
    public string ScheduleMessage => Read("Scheduling");
    public string CancelScheduledMessage => Read("Scheduling");
    public string TakeDueMessages => Read("Scheduling");
    public string DeleteFiredMessages => Read("Scheduling");
    public string PostponeDueMessage => Read("Scheduling");

    string Read(string folder, [CallerMemberName] string name = "") => _statements.GetOrAdd(name, _ =>
    {
        using var stream = typeof(MessagingSql).Assembly.GetManifestResourceStream($"MassTransit.{folder}.{name}.sql")
            ?? throw new InvalidOperationException($"{folder}/{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{schema}", new NpgsqlCommandBuilder().QuoteIdentifier(schema), StringComparison.Ordinal);
    });
}
