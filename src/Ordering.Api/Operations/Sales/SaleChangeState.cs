using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>The progress of a change of a sale, as text in ordering.sale_changes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SaleChangeState>))]
public enum SaleChangeState
{
    /// <summary>Recorded, and on its way through ledger and Redis; it will be completed.</summary>
    Pending,

    Applied,

    /// <summary>A store refused it; the reason is one of <see cref="SaleChangeRefusal"/>. It is not retried, and the sale is unchanged.</summary>
    Refused,
}
