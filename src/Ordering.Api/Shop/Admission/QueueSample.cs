using System.Runtime.InteropServices;

namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>What one look saw of the orders of a sale that wait for the ledger's decision.</summary>
/// <param name="At">When Redis was asked, by its clock.</param>
/// <param name="Admitted">Orders that Redis has ever admitted.</param>
/// <param name="InStream">Of these, orders that the relay has not handed to the broker.</param>
/// <param name="Decided">Orders that the ledger has decided since the last look.</param>
/// <param name="LastDecided">When the last of these had been admitted, by Redis's clock; null when there are none.</param>
/// <param name="Lost">Orders whose submission is on record as lost: an open finding of the reconciliation.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QueueSample(DateTimeOffset At, long Admitted, long InStream = 0, long Decided = 0, DateTimeOffset? LastDecided = null, long Lost = 0);
