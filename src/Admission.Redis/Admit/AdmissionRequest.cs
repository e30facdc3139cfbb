namespace FlashSale.Admission.Admit;

/// <summary>A buyer's request for units, parsed, with its defaults filled in.</summary>
public sealed record AdmissionRequest
{
    public required string ProductId { get; init; }

    /// <summary>ordering.sales.epoch: a request is decided only while the sale's data in Redis has the same epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>Created before the call, so that an unknown outcome can be identified. A replay answers with the first order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>1 to 128 visible ASCII characters.</summary>
    public required string UserId { get; init; }

    public required int Quantity { get; init; }

    public string? Email { get; init; }

    /// <summary>1 to 128 visible ASCII characters; its scope is the product and the user.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The client whose requests the address limit counts, in visible ASCII; null when that limit is off or there is no address.</summary>
    public string? Address { get; init; }

    /// <summary>The local moment (<see cref="TimeProvider.GetTimestamp"/>) since when the buyer has been waiting; null means now.</summary>
    public long? Asked { get; init; }
}
