namespace FlashSale.Ordering.Api.Operations.Parked;

/// <summary>A message that its sender could not hand to RabbitMQ: it was refused too often, and an operator has to look after it.</summary>
/// <param name="Table">Where it waited: ordering.outbox and the like.</param>
/// <param name="MessageType">The message's name, such as OrderConfirmed.</param>
/// <param name="Destination">The exchange or queue.</param>
/// <param name="SentAt">When it was committed; of a scheduled message, when it was due.</param>
/// <param name="Attempts">Sends that were refused.</param>
/// <param name="Reason">Why the last one was.</param>
public sealed record ParkedMessage(long Id, string Table, Guid MessageId, string MessageType, Guid? OrderId, string Destination, DateTimeOffset SentAt, DateTimeOffset ParkedAt, int Attempts, string Reason)
{
    /// <summary>What the operator does.</summary>
    public string Remedy => $"remove the cause, then ./flashsale parked send {Id}";
}
