namespace MassTransit.PostgresIntegration;

/// <summary>Moments at which a process may die. Tests make it do so by <see cref="PostgresMessagingOptions.Reached"/>.</summary>
public enum DeliveryPoint
{
    /// <summary>The transaction has committed, nothing of the group is sent by this pass.</summary>
    Committed,

    /// <summary>The broker has confirmed one message, its row is still there.</summary>
    Confirmed,

    /// <summary>Confirmed rows are about to be deleted.</summary>
    Deleting,

    /// <summary>Groups, or due messages, are leased to this process, nothing of them is sent.</summary>
    Taken,

    /// <summary>A scheduled message is confirmed, its row is still there.</summary>
    Fired,
}
