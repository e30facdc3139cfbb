namespace FlashSale.Chaos.Oracle;

/// <summary>How far a sale is from rest.</summary>
sealed record UnderWay
{
    /// <summary>Orders with a saga that have not ended.</summary>
    public required int Open { get; init; }

    public required int Ended { get; init; }

    public required int Refunds { get; init; }

    /// <summary>Ended orders whose notice has not.</summary>
    public required int Notices { get; init; }

    public required int Outbox { get; init; }

    public required int Intents { get; init; }

    /// <summary>Deadlines and redeliveries: one that was sent by a process that died then is sent once more when its lease has run out.</summary>
    public required int Scheduled { get; init; }

    public required bool BooksAgree { get; init; }

    /// <summary>Nothing comes any more.</summary>
    public bool IsOver => IsAtRest && Scheduled == 0;

    /// <summary>Every order has ended, and the books balance.</summary>
    public bool IsAtRest => this is { Open: 0, Refunds: 0, Notices: 0, Outbox: 0, Intents: 0, BooksAgree: true };
}
