namespace FlashSale.Ordering.Api.Http;

/// <summary>The form of user ids, idempotency keys and payment ids: 1 to 128 visible ASCII characters.</summary>
public static class VisibleAscii
{
    public const int MaxLength = 128;

    public static bool Holds(string? text) => text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
