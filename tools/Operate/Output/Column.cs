namespace FlashSale.Operate.Output;

/// <summary>A column of a listing.</summary>
/// <param name="Stacked">On a terminal its values stand below those of the column before it: there is not room for all side by side.</param>
/// <param name="Whole">On a terminal its values are not broken: ids, which people copy.</param>
public sealed record Column(string Header, bool Stacked = false, bool Whole = false);
