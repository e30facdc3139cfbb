using FlashSale.Client.Reconciliation;
using FlashSale.Operate.Output;
using FlashSale.Operate.Parked;

namespace FlashSale.Operate.Reconciliation;

/// <summary>Each product with how it was compared, what is open, and what stands still.</summary>
static class FindingListing
{
    const int MostOfAProduct = 20;
    const int MostStuck = 20;
    const int MostParked = 20;

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
        ShowStuck(findings, screen);
        ShowParked(findings, screen);
    }

    static void ShowStuck(Findings findings, Screen screen)
    {
        var stuck = new Listing(new("STUCK"), new("STATE", Stacked: true), new("ORDER", Whole: true), new("PRODUCT", Stacked: true), new("SINCE", Stacked: true), new("REMEDY"));
        foreach (var answer in findings.Stuck.Take(MostStuck))
            stuck.Add(Cell.Of(answer.Answer), Cell.Of(answer.State), Cell.Of(answer.OrderId), Cell.Of(answer.ProductId), Cell.Of(answer.Since), Cell.Of(answer.Remedy));
        screen.Show(stuck);
        if (findings.Stuck.Count > MostStuck)
            screen.Say($"{findings.Stuck.Count - MostStuck} more are stuck");
    }

    static void ShowParked(Findings findings, Screen screen)
    {
        screen.Show(ParkedListing.Of(findings.Parked.Take(MostParked)));
        if (findings.Parked.Count > 0)
            screen.Say($"{Cell.Count(findings.Parked.Count, "parked message")}: remove the cause, then ./flashsale parked send");
    }
}
