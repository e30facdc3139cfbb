namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>Why a request is sent.</summary>
enum Intention
{
    /// <summary>The buyer's order.</summary>
    First,

    /// <summary>The same key and values once more, because the buyer is impatient: the same answer is expected.</summary>
    Retry,

    /// <summary>The same key with other values: refused where the key made an order.</summary>
    OtherValues,

    /// <summary>One of very many of the same buyer, each with a key of its own: the bucket must run empty.</summary>
    Flood,
}
