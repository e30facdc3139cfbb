namespace FlashSale.Client.Parked;

/// <summary>A message that RabbitMQ refused too often: a person has to look after it.</summary>
/// <param name="Table">Where it waited, such as ordering.outbox.</param>
/// <param name="OrderId">Absent when it is about none.</param>
/// <param name="Attempts">Sends that were refused.</param>
/// <param name="Reason">Why the last one was.</param>
/// <param name="Remedy">What the person does.</param>
public sealed record ParkedMessage(long Id, string Table, Guid MessageId, string MessageType, Guid? OrderId, string Destination, DateTimeOffset SentAt, DateTimeOffset ParkedAt, int Attempts, string Reason, string Remedy);
