namespace FlashSale.Chaos.Shop;

/// <summary>What a client asked for.</summary>
public enum Deed
{
    Order,
    Read,
    List,
    Cancel,
    Pay,
}
