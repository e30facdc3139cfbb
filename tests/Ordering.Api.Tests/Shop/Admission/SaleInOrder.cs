using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.TestKit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

/// <summary>A sale whose orders are decided in the order of their admission, as looks see it.</summary>
sealed class SaleInOrder(ManualClock clock)
{
    readonly LinkedList<(DateTimeOffset At, long Orders)> _waiting = new();
    long _admitted;
    long _decided;
    DateTimeOffset? _last;

    public long InStream { get; set; }

    /// <summary>Submissions on record as lost.</summary>
    public long Lost { get; set; }

    public void Admit(long orders)
    {
        _admitted += orders;
        if (orders > 0)
            _waiting.AddLast((clock.GetUtcNow(), orders));
    }

    public void Decide(long orders)
    {
        _decided += orders;
        _last = Take(orders) ?? _last;
    }

    /// <summary>The next orders are never decided: dead letters, lost messages.</summary>
    public void Lose(long orders) => Take(orders);

    /// <summary>Redis has lost the sale's stream, and what is admitted is counted anew.</summary>
    public void CountAnew()
    {
        _admitted = 0;
        _waiting.Clear();
    }

    public QueueSample Look()
    {
        var sample = new QueueSample(clock.GetUtcNow(), _admitted, InStream, _decided, _last, Lost);
        (_decided, _last) = (0, null);
        return sample;
    }

    /// <returns>When the last of them was admitted.</returns>
    DateTimeOffset? Take(long orders)
    {
        DateTimeOffset? last = null;
        while (orders > 0)
        {
            var (at, together) = _waiting.First!.Value;
            _waiting.RemoveFirst();
            if (together > orders)
                _waiting.AddFirst((at, together - orders));
            last = at;
            orders -= together;
        }

        return last;
    }
}
