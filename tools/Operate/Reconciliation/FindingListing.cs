using FlashSale.Client.Reconciliation;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Reconciliation;

/// <summary>Each product with how it was compared, and what is open.</summary>
static class FindingListing
{
    const int MostOfAProduct = 20;

    public static void Show(Findings findings, Screen screen)
    {
        var products = new Listing(new("PRODUCT"), new("COMPARED AT"), new("ORDERS"), new("TOOK"), new("RESULT"));
        var open = new Listing(new("PRODUCT"), new("KIND"), new("ORDER", Whole: true), new("SINCE", Stacked: true), new("UNITS"), new("REMEDY"));
        foreach (var product in findings.Products)
        {
            products.Add(product.ProductId, product.WalkedAt is null ? "not yet" : Cell.Of(product.WalkedAt), product.OrdersWalked is { } orders ? Cell.Of(orders) : "-",
                product.WalkSeconds is { } seconds ? $"{seconds * 1000:0} ms" : "-", product.Count == 0 ? "balanced" : $"{product.Count} open");
            foreach (var finding in product.Findings.Take(MostOfAProduct))
                open.Add(product.ProductId, finding.Kind, Cell.Of(finding.OrderId), Cell.Of(finding.FirstSeenAt), Cell.Of(finding.Units), Cell.Of(finding.Remedy));
        }

        screen.Show(products);
        screen.Show(open);
        foreach (var product in findings.Products.Where(product => product.Count > MostOfAProduct))
            screen.Say($"{product.ProductId}: {product.Count - MostOfAProduct} more");
        if (products.IsEmpty)
            screen.Say("no sales");
    }
}
