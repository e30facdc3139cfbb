using System.Text.Json;

namespace FlashSale.Benchmarks.Shared;

/// <summary>The files that a run was asked for beside its tables.</summary>
static class ReportFile
{
    static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="file">Null where none was asked for.</param>
    /// <param name="figures">All of them.</param>
    public static async Task WriteJsonAsync<T>(string? file, T figures)
    {
        if (file is not null)
            await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(figures, Indented));
    }

    /// <param name="file">Null where none was asked for.</param>
    /// <param name="draw">The picture, as SVG.</param>
    public static async Task WriteChartAsync(string? file, Func<string> draw)
    {
        if (file is not null)
            await File.WriteAllTextAsync(file, draw());
    }
}
