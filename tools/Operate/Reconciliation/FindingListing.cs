using FlashSale.Client.Reconciliation;
using FlashSale.Operate.Output;
using FlashSale.Operate.Parked;

namespace FlashSale.Operate.Reconciliation;

/// <summary>Each product with how it was compared, what is open, what stands still, and where money contradicts its order.</summary>
static class FindingListing
{
    const int MostOfAProduct = 20;
    const int MostStuck = 20;
    const int MostMoney = 20;
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
        ShowBraked(findings, screen);
        ShowMoney(findings, screen);
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

    static void ShowBraked(Findings findings, Screen screen)
    {
        var braked = new Listing(new("BRAKED QUEUE"), new("SINCE", Stacked: true), new("FAILS WITH"), new("REMEDY"));
        foreach (var queue in findings.Braked)
            braked.Add(queue.Queue, Cell.Of(queue.Since), Cell.Of($"{queue.SqlState}: {queue.Cause}"), Cell.Of(queue.Remedy));
        screen.Show(braked);
    }

    static void ShowMoney(Findings findings, Screen screen)
    {
        var money = new Listing(new("MONEY"), new("STATE", Stacked: true), new("ORDER", Whole: true), new("PAYMENT", Stacked: true), new("AMOUNT"), new("SINCE", Stacked: true), new("REMEDY"));
        foreach (var finding in findings.Money.Take(MostMoney))
            money.Add(Cell.Of(finding.Kind), Cell.Of(finding.State), Cell.Of(finding.OrderId), Cell.Of(finding.PaymentId), Cell.Of($"{finding.Amount} {finding.Currency}"), Cell.Of(finding.Since), Cell.Of(finding.Remedy));
        screen.Show(money);
        if (findings.Money.Count > MostMoney)
            screen.Say($"{findings.Money.Count - MostMoney} more payments and refunds");
    }

    static void ShowParked(Findings findings, Screen screen)
    {
        screen.Show(ParkedListing.Of(findings.Parked.Take(MostParked)));
        if (findings.Parked.Count > 0)
            screen.Say($"{Cell.Count(findings.Parked.Count, "parked message")}: remove the cause, then ./flashsale parked send");
    }
}
