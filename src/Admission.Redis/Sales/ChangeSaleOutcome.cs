namespace FlashSale.Admission.Sales;

public enum ChangeSaleOutcome
{
    Applied,

    /// <summary>Redis already has this version and these settings, or later ones.</summary>
    AlreadyApplied,

    /// <summary>The total would be lowered by more units than are still for sale. Nothing was changed.</summary>
    TotalTooLow,

    /// <summary>Redis does not carry the sale in this epoch. Nothing was changed.</summary>
    NotLoaded,

    /// <summary>The sale's data in Redis is older than was seen, or nobody has confirmed yet that it is not. Nothing was changed: change it again.</summary>
    Unconfirmed,
}
