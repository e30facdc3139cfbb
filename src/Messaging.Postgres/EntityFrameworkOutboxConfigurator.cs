namespace MassTransit;

/// <summary>What AddEntityFrameworkOutbox configures.</summary>
public sealed class EntityFrameworkOutboxConfigurator
{
    internal bool BusOutbox { get; private set; }

    /// <summary>States the database. PostgreSQL is the only one.</summary>
    public EntityFrameworkOutboxConfigurator UsePostgres() => this;

    /// <summary>
    /// Messages published or sent outside consumers, through scoped IPublishEndpoint, ISendEndpointProvider or
    /// IMessageScheduler, are sent when the scope's DbContext has saved its changes, and only then.
    /// </summary>
    public EntityFrameworkOutboxConfigurator UseBusOutbox()
    {
        BusOutbox = true;
        return this;
    }
}
