namespace FlashSale.Admission;

public enum ChangeSaleOutcome
{
    Applied,

    /// <summary>Redis took this version and these settings, or later ones, before.</summary>
    AlreadyApplied,

    /// <summary>More units would be taken away than are for sale. Nothing was changed.</summary>
    TotalTooLow,

    /// <summary>Redis does not carry the sale in this epoch. Nothing was changed.</summary>
    NotLoaded,
}
