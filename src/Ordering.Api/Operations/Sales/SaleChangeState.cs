using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>The progress of a change of a sale, as text in ordering.sale_changes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SaleChangeState>))]
public enum SaleChangeState
{
    /// <summary>Recorded, and on its way through ledger and Redis; it will be completed.</summary>
    Pending,

    Applied,

    /// <summary>It would have taken away more units than are for sale. Nothing was changed.</summary>
    Refused,
}
