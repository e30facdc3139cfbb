namespace FlashSale.Chaos.Oracle;

/// <summary>Each buyer hears of the order's end, under one Message-ID.</summary>
public sealed class I11OneNotice() : Invariant("I11", "each end has its e-mail, and each Message-ID tells of one end")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var mails = evidence.Mails.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var notices = evidence.Notices.ToLookup(notice => notice.OrderId);
        foreach (var order in evidence.Orders.Where(order => order.HasEnded))
        {
            var kind = order.State == "Completed" ? "confirmed" : order.State.ToLowerInvariant();
            var all = notices[order.OrderId].ToArray();
            if (all is not [{ } notice] || notice.Kind != kind)
                yield return $"Order {order.OrderId} is {order.State}, its notices are [{string.Join(", ", all.Select(notice => notice.Kind))}].";
            else if (order.Email is not null && notice.State == "Sent" && !mails.Contains(notice.MessageId.Trim('<', '>')))
                yield return $"Order {order.OrderId}: the mail {notice.MessageId} counts as sent and is not in the folder.";
            else if (order.Email is not null && notice.State != "Sent")
                yield return $"Order {order.OrderId}: the notice {notice.Kind} is {notice.State}.";
        }

        foreach (var several in evidence.Notices.GroupBy(notice => notice.MessageId, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"Message-ID {several.Key} stands for several notices.";
    }
}
