namespace FlashSale.Chaos.Shop;

/// <summary>One request of one client and what came back: a line of the journal.</summary>
public sealed record Entry
{
    public required DateTimeOffset At { get; init; }
    public required Deed Deed { get; init; }
    public required string UserId { get; init; }

    /// <summary>HTTP status; 0 when no answer came.</summary>
    public int Status { get; init; }

    /// <summary>The problem's code; what went wrong when no answer came.</summary>
    public string? Code { get; init; }

    /// <summary>Milliseconds until the answer.</summary>
    public long Took { get; init; }

    public string? Key { get; init; }
    public int Quantity { get; init; } = 1;

    /// <summary>Of an order: the one that the answer names. Else the one that was asked about.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>The order's status, as the answer told it.</summary>
    public string? OrderStatus { get; init; }

    /// <summary>Until when the order can be paid, as the answer told it.</summary>
    public DateTimeOffset? Due { get; init; }

    public string? PaymentId { get; init; }
    public decimal Amount { get; init; }
    public string? Outcome { get; init; }

    public bool IsAccepted => Deed == Deed.Order && Status == 202;

    /// <summary>Whether an order request may have made an order, as far as its client can know.</summary>
    public bool MayHaveOrdered => Deed == Deed.Order && (Status is 202 or 0 || Code == "outcome-unknown");

    /// <summary>The provider has our word that the payment is recorded.</summary>
    public bool IsTakenPayment => Deed == Deed.Pay && Status is 200 or 202;
}
