using System.Runtime.InteropServices;

namespace FlashSale.Admission.OlderData;

/// <summary>How far the data of a sale in Redis had come when it was seen: every admission, release and change raises the sequence, and a new epoch begins it anew.</summary>
/// <param name="ProductId">The sale.</param>
/// <param name="Epoch">Compared first.</param>
/// <param name="Sequence">Within the epoch.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SaleSequence(string ProductId, long Epoch, long Sequence)
{
    public bool IsAfter(SaleSequence other) => (Epoch, Sequence).CompareTo((other.Epoch, other.Sequence)) > 0;
}
