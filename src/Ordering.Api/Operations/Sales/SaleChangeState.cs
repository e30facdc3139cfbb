using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>How far a change of a sale is. Text in ordering.sale_changes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SaleChangeState>))]
public enum SaleChangeState
{
    /// <summary>On record, and on its way through ledger and Redis; it will be completed.</summary>
    Pending,

    Applied,

    /// <summary>It would have taken away more units than are for sale. Nothing was changed.</summary>
    Refused,
}
