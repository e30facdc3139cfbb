using System.Collections.Concurrent;
using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>The embedded statements, with the schema's name filled in.</summary>
sealed class MessagingSql(string schema)
{
    readonly ConcurrentDictionary<string, string> _statements = new(StringComparer.Ordinal);

    public string RecordConsumed => Read("Inbox.record_consumed");
    public string RecordAllConsumed => Read("Inbox.record_all_consumed");
    public string ForgetConsumedBefore => Read("Inbox.forget_consumed_before");
    public string CountDelivery => Read("Inbox.count_delivery");
    public string DeliveriesCounted => Read("Inbox.deliveries_counted");
    public string ForgetDelivery => Read("Inbox.forget_delivery");
    public string ForgetDeliveriesBefore => Read("Inbox.forget_deliveries_before");
    public string InsertOutboxRows => Read("Outbox.insert_outbox_rows");
    public string TakeExpiredGroups => Read("Outbox.take_expired_groups");
    public string DeleteConfirmedRows => Read("Outbox.delete_confirmed_rows");
    public string PostponeGroup => Read("Outbox.postpone_group");
    public string GiveBackRows => Read("Outbox.give_back_rows");
    public string MoveRowOutOfItsGroup => Read("Outbox.move_row_out_of_its_group");
    public string ParkRow => Read("Outbox.park_row");
    public string CountRefusedMessages => Read("Delivery.count_refused_messages");
    public string ScheduleMessage => Read("Scheduling.schedule_message");
    public string CancelScheduledMessage => Read("Scheduling.cancel_scheduled_message");
    public string TakeDueMessages => Read("Scheduling.take_due_messages");
    public string DeleteFiredMessages => Read("Scheduling.delete_fired_messages");
    public string GiveBackDueMessages => Read("Scheduling.give_back_due_messages");
    public string PostponeDueMessage => Read("Scheduling.postpone_due_message");
    public string ParkDueMessage => Read("Scheduling.park_due_message");

    string Read(string name) => _statements.GetOrAdd(name, static (name, schema) =>
    {
        using var stream = typeof(MessagingSql).Assembly.GetManifestResourceStream($"MassTransit.{name}.sql")
            ?? throw new InvalidOperationException($"{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{schema}", new NpgsqlCommandBuilder().QuoteIdentifier(schema), StringComparison.Ordinal);
    }, schema);
}
