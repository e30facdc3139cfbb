namespace FlashSale.Admission.Sales;

public enum OpenSaleOutcome
{
    Opened,

    /// <summary>Redis carries the sale already, in this or another epoch: nothing was changed.</summary>
    AlreadyOpen,
}
