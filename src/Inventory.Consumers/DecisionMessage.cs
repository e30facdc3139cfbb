using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Inventory;

/// <summary>Announces a decision of the ledger. It does so for every delivery of the command, first or repeated, always under the same message id.</summary>
public static class DecisionMessage
{
    /// <summary>Kinds of decision, as in inventory.movements; an order has one of each.</summary>
    public const string Allocation = "allocation";
    public const string Settlement = "settlement";

    /// <summary>Returns when the broker has confirmed that the message is in a queue.</summary>
    public static Task PublishDecisionAsync<T>(this ConsumeContext context, Guid orderId, string kind, T decision)
        where T : class => context.PublishConfirmedAsync(decision, publish => publish.MessageId = IdOf(orderId, kind));

    /// <summary>The message id of an order's decision: a digest of order id and kind.</summary>
    public static Guid IdOf(Guid orderId, string kind) => DerivedId.Of(orderId, kind);
}
