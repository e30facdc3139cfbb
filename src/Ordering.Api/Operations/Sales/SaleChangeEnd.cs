namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>How far a change has come.</summary>
/// <param name="State">Pending: not applied in every store yet.</param>
/// <param name="Refusal">One of <see cref="SaleChangeRefusal"/>; null unless it was refused.</param>
/// <param name="IsFirst">Whether there was no sale before.</param>
public readonly record struct SaleChangeEnd(SaleChangeState State, string? Refusal = null, bool IsFirst = false);
