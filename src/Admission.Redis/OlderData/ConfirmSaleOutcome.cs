namespace FlashSale.Admission.OlderData;

public enum ConfirmSaleOutcome
{
    /// <summary>The data is as new as what is known of it: the sale is decided by it.</summary>
    Confirmed,

    /// <summary>The data is older. It is not decided by, and has to be rebuilt under a new epoch.</summary>
    Behind,

    /// <summary>Redis does not carry the sale in this epoch.</summary>
    NotLoaded,
}
