using MassTransit.PostgresIntegration;

namespace MassTransit;

/// <summary>How messages are kept in PostgreSQL. The defaults suit a running system; tests shorten the waits.</summary>
public sealed class PostgresMessagingOptions
{
    /// <summary>Where the tables of messaging.create_tables are.</summary>
    public string Schema { get; set; } = "";

    /// <summary>
    /// How long a consumed message is remembered. Longer than the longest broker redelivery, scheduled redelivery and
    /// error-queue replay that is to be recognised as a duplicate.
    /// </summary>
    public TimeSpan DuplicateDetectionWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long committed rows belong to the process that delivers them. Another process takes them over after that, so
    /// this bounds the delay of messages whose process was killed between commit and delivery.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one message may wait for the broker's confirm. Shorter than <see cref="Lease"/>.</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Wait between two looks for rows whose lease has run out.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Wait between two looks for scheduled messages that are due.</summary>
    public TimeSpan ScheduleInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Wait between two clean-ups of the inbox, and between two counts of refused messages.</summary>
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait after the first failure of one message that the broker refuses; doubles up to a minute.</summary>
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Failures of one message, the broker being healthy, until it leaves its group, so that the messages behind it go on.
    /// </summary>
    public int AttemptsInGroup { get; set; } = 5;

    /// <summary>
    /// Failures of one message, the last one by its own fault, until it is parked in messaging.parked_messages: half a minute. It cannot be
    /// sent as it is, so a person has to look at it.
    /// </summary>
    public int AttemptsUntilParked { get; set; } = 5;

    /// <summary>
    /// Failures of a message that no queue takes, the broker being healthy, until it is parked: an hour. Before that it goes by itself, a
    /// minute after its queue is there.
    /// </summary>
    public int AttemptsUntilParkedWithoutRoute { get; set; } = 65;

    /// <summary>Bytes. A larger body is not sent: RabbitMQ closes the channel on it, and every message in flight there has to be sent again. RabbitMQ 4's own limit.</summary>
    public int LargestMessage { get; set; } = 16 * 1024 * 1024;

    /// <summary>Whose fault a failed send is, the broker being healthy. The transport's own exceptions are not known here: by default it is the message's, but for lost connections.</summary>
    public Func<Exception, SendFault> FaultOf { get; set; } = static exception =>
        exception is ConnectionException or TransportUnavailableException or TimeoutException ? SendFault.Broker : SendFault.Message;

    /// <summary>Groups, or scheduled messages, taken by one look.</summary>
    public int BatchSize { get; set; } = 200;

    /// <summary>
    /// Groups, or scheduled messages, that are sent concurrently. Messages of one group go one after the other. The broker
    /// confirms concurrent messages together: with 16, 20,000 payments reported in 5 s went out so slowly that some had waited
    /// for <see cref="Lease"/> less <see cref="DeliveryTimeout"/>, were left to the sweep, and the last was confirmed after 27.6 s; with 128, after 17 to 19 s.
    /// </summary>
    public int Concurrency { get; set; } = 128;

    /// <summary>Transactions in which messages of one saga type are consumed at once, each with as many messages as wait; 0 gives each message its own.</summary>
    public int SharedTransactions { get; set; } = 2;

    /// <summary>The most messages in one shared transaction.</summary>
    public int MessagesPerTransaction { get; set; } = 128;

    /// <summary>Called at the moments that crash tests are about, for tests alone: the delivery throws what it throws, and waits while it waits.</summary>
    public Func<DeliveryPoint, Task> Reached { get; set; } = static _ => Task.CompletedTask;
}
