using System.Globalization;
using System.Net;
using System.Text;

namespace FlashSale.Benchmarks.Shared;

/// <summary>Rows of text and bars, drawn from the top to the bottom.</summary>
sealed class SvgPicture
{
    public const int Left = 260;
    public const int Width = 560;
    public const int Row = 24;

    readonly StringBuilder _svg = new();

    public static IReadOnlyList<string> Colours { get; } = ["#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#edc948", "#b07aa1", "#9c755f", "#bab0ac", "#ff9da7"];

    /// <returns>The bar's length.</returns>
    public int Bar(int x, int y, double share, string colour)
    {
        var length = (int)(share * Width);
        _svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y - 13}\" width=\"{length}\" height=\"17\" fill=\"{colour}\"/>\n");
        return length;
    }

    public void Square(int x, int y, string colour) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y - 10}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>\n");

    public void Text(int x, int y, string text, bool bold = false) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\"{(bold ? " font-weight=\"bold\"" : "")}>{WebUtility.HtmlEncode(text)}</text>\n");

    /// <param name="height">Of the last row.</param>
    public string ToSvg(int height) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"{height + 16}\" font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{_svg}</svg>\n";
}
