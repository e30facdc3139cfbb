using FlashSale.Contracts;
using FlashSale.Ordering.Api.Operations.DeadLetters;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>Everything that is known about one order, for the operator who has to find out what happened to it.</summary>
public sealed record SagaInspection
{
    public sealed record OrderRow(string State, string ProductId, string UserId, int Quantity, decimal Amount, string Currency, string? Email,
        DateTimeOffset AcceptedAt, DateTimeOffset UpdatedAt, DateTimeOffset? PaymentDueAt, bool DeadlinePassed, string? PaymentId, int Declines,
        string? RequestedEnd, bool StockCommitted, string? NoticeOutcome);

    /// <summary>From and To are equal where the order recorded the event and stayed in its state.</summary>
    public sealed record Transition(DateTimeOffset At, string From, string To, string Event, Guid? MessageId);

    /// <param name="Events">The events that would move the order on; empty at its end.</param>
    /// <param name="Deadline">When the order moves on without any of them.</param>
    public sealed record Expectation(IReadOnlyList<string> Events, DateTimeOffset? Deadline);

    public sealed record Movement(DateTimeOffset At, string Kind, string Decision, int Quantity, string? Reason);

    public sealed record Payment(string PaymentId, string Outcome, decimal Amount, string Currency, DateTimeOffset ReceivedAt);

    public sealed record Refund(string PaymentId, decimal Amount, string Currency, string Reason, string State, DateTimeOffset RequestedAt, DateTimeOffset? RefundedAt);

    public sealed record Notice(string Name, string Channel, string State, string MessageId, int Attempts, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

    public Guid OrderId { get; init; }

    /// <summary>The saga's; Accepted while only Redis has the order; Unknown when no store has it, but money or messages name it.</summary>
    public string State { get; init; } = "Unknown";

    /// <summary>The saga's row; absent until it has the order.</summary>
    public OrderRow? Order { get; init; }

    public IReadOnlyList<Transition> Timeline { get; init; } = [];
    public Expectation? Next { get; init; }
    public IReadOnlyList<Movement> Movements { get; init; } = [];

    /// <summary>What Redis holds for the order; absent when it ended unpaid.</summary>
    public OrderSubmitted? Reservation { get; init; }

    public IReadOnlyList<Payment> Payments { get; init; } = [];
    public IReadOnlyList<Refund> Refunds { get; init; } = [];
    public IReadOnlyList<Notice> Notices { get; init; } = [];
    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>Why DeadLetters may be incomplete; absent when it is not.</summary>
    public string? DeadLettersNote { get; init; }
}
