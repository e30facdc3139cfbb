using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Messaging;

/// <summary>What ./flashsale bench messaging was asked for.</summary>
/// <param name="Messages">Of each kind.</param>
/// <param name="JsonFile">Where to write the figures, too.</param>
sealed record MessagingOptions(int Messages = 10_000, string? JsonFile = null)
{
    public const string Usage = "usage: ./flashsale bench messaging [--messages N] [--json FILE]";

    /// <returns>Null when the arguments make no sense.</returns>
    public static MessagingOptions? Parse(string[] arguments) => arguments is ["messaging", .. var rest] ? new MessagingOptions().With(rest) : null;

    MessagingOptions? With(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => this,
        ["--messages", var number, .. var rest] when PositiveNumber.Parse(number) is { } messages => (this with { Messages = messages }).With(rest),
        ["--json", var file, .. var rest] => (this with { JsonFile = file }).With(rest),
        _ => null,
    };
}
