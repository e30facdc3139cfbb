using FlashSale.Ordering.Api.Shop.Sales;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>One change of a sale, as ordering.sale_changes keeps it: new terms, or paused or not; what is absent stays as it is.</summary>
public sealed record SaleChange
{
    public SaleTerms? Terms { get; init; }
    public bool? Paused { get; init; }

    /// <summary>The sale as it is after this change; null when there is neither a sale nor terms for one.</summary>
    public Sale? On(Sale? current, string productId, long version)
    {
        var paused = Paused ?? current?.Paused ?? false;
        if (Terms is null)
            return current is null ? null : current with { Paused = paused, Version = version };

        return new()
        {
            ProductId = productId,
            Name = Terms.Name!,
            Price = Terms.Price!.Value,
            Currency = Terms.Currency!,
            TotalStock = Terms.TotalStock!.Value,
            StartsAt = Terms.StartsAt!.Value.ToUniversalTime(),
            EndsAt = Terms.EndsAt!.Value.ToUniversalTime(),
            PerCustomerLimit = Terms.PerCustomerLimit!.Value,
            PaymentWindowSeconds = Terms.PaymentWindowSeconds,
            UserRate = Terms.UserRate,
            GlobalRate = Terms.GlobalRate,
            Paused = paused,
            Version = version,
            Epoch = current?.Epoch ?? 0,
        };
    }
}
