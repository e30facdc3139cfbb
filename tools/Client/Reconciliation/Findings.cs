using FlashSale.Client.Parked;
using FlashSale.Client.Sagas;

namespace FlashSale.Client.Reconciliation;

/// <summary>What is open of all products, or of one.</summary>
/// <param name="Stuck">Orders, refunds and payments that need a person to go on.</param>
/// <param name="Parked">Messages that were refused too often and wait for a person.</param>
/// <param name="Balanced">Nothing is open.</param>
public sealed record Findings(IReadOnlyList<ProductFindings> Products, IReadOnlyList<StuckAnswer> Stuck, IReadOnlyList<ParkedMessage> Parked, bool Balanced);
