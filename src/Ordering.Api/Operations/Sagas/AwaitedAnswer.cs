namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>An answer that an order, or its money, waits for.</summary>
/// <param name="Answer">allocation, deadline, commit, release, notice-..., refund, payment, decline or cancellation, as docs/saga.md lists them.</param>
/// <param name="Subject">The payment's id when it is about one, otherwise empty.</param>
/// <param name="ProductId">Null, as the state: no saga has the order, only money names it.</param>
/// <param name="Since">By PostgreSQL's clock.</param>
/// <param name="Attempts">Times that it was asked for again, since a person last did.</param>
public sealed record AwaitedAnswer(string Answer, Guid OrderId, string Subject, string? ProductId, string? State, DateTimeOffset Since, int Attempts);
