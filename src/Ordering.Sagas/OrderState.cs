using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>One order: the saga's state and the order's record, with the terms of the sale as they were at admission. A row of ordering.orders.</summary>
public sealed class OrderState : SagaStateMachineInstance
{
    /// <summary>The order id.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>Name of the state, never an ordinal.</summary>
    public string CurrentState { get; set; } = "";

    public string ProductId { get; set; } = "";
    public string UserId { get; set; } = "";
    public int Quantity { get; set; }
    public decimal UnitPrice { get; set; }
    public string Currency { get; set; } = "";
    public int PaymentWindowSeconds { get; set; }
    public string? Email { get; set; }
    public string? IdempotencyKey { get; set; }
    public string? IdempotencyHash { get; set; }
    public DateTimeOffset AcceptedAt { get; set; }

    /// <summary>From the ledger: PostgreSQL's now() in its transaction plus the payment window.</summary>
    public DateTimeOffset? PaymentDueAt { get; set; }

    /// <summary>The scheduled PaymentExpired; null when none is scheduled.</summary>
    public Guid? PaymentExpiredToken { get; set; }

    /// <summary>The deadline passed while a recorded payment was on its way here.</summary>
    public bool DeadlinePassed { get; set; }

    /// <summary>The payment that pays for the order. Remembered in Allocating, too.</summary>
    public string? PaymentId { get; set; }

    public int Declines { get; set; }

    /// <summary>The payments that were declined: each counts once, however often it is reported.</summary>
    public string[] DeclinedPayments { get; set; } = [];

    /// <summary>The unpaid end that the order goes to: Expired, Cancelled or Declined. Remembered in Allocating, too.</summary>
    public string? RequestedEnd { get; set; }

    public bool StockCommitted { get; set; }

    /// <summary>Outcome of the order's e-mail; null until known.</summary>
    public string? NoticeOutcome { get; set; }

    public decimal Amount => Money.Normalize(UnitPrice * Quantity, Currency);
}
