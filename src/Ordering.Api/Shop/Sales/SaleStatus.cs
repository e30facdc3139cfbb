using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>What a buyer may expect of a sale now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SaleStatus>))]
public enum SaleStatus
{
    Scheduled,
    Open,
    Paused,
    SoldOut,
    Closed,
}
