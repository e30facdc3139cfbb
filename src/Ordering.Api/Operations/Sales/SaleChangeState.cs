using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>The progress of a change of a sale, as text in ordering.sale_changes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SaleChangeState>))]
public enum SaleChangeState
{
    /// <summary>Recorded, and on its way through ledger and Redis; it will be completed.</summary>
    Pending,

    Applied,

    /// <summary>A store did not take it, for a reason that stays: see <see cref="SaleChangeRefusal"/>. Nothing was changed.</summary>
    Refused,
}
