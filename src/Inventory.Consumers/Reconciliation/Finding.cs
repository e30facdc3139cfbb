using System.Runtime.InteropServices;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>A discrepancy that one walk saw. It is recorded once it is confirmed, mostly by a second walk (<see cref="WatchedSale"/>).</summary>
/// <param name="OrderId">Null for a counter.</param>
/// <param name="Age">Time since the last step of the order: its acceptance, or the decision of the ledger or the saga.</param>
/// <param name="IsRelayed">Not in the sale's stream when the walk began.</param>
/// <param name="IsOvertaken">An order that was accepted later by <see cref="ReconciliationOptions.LeastAge"/> or more has its saga.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Finding(FindingKind Kind, Guid? OrderId, int Units, TimeSpan Age = default, bool IsRelayed = true, bool IsOvertaken = true)
{
    public (FindingKind Kind, Guid? OrderId) Key => (Kind, OrderId);
}
