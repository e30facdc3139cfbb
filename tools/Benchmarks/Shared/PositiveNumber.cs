namespace FlashSale.Benchmarks.Shared;

/// <summary>The value of an option that counts something.</summary>
static class PositiveNumber
{
    /// <returns>Null when the text is no number or not above 0.</returns>
    public static int? Parse(string text) => int.TryParse(text, out var number) && number > 0 ? number : null;
}
