using System.Buffers;

namespace FlashSale.Ordering.Api.Http;

/// <summary>The form of a product's id. It becomes the hash tag of Redis keys, so it cannot hold braces or colons.</summary>
public static class ProductId
{
    public const string Form = "1 to 64 of A-Z, a-z, 0-9, _ and -";
    const int MaxLength = 64;

    static readonly SearchValues<char> Permitted = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool Holds(string text) => text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Permitted);
}
