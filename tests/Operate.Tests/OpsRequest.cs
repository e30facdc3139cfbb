using System.Text.Json;

namespace FlashSale.Operate.Tests;

/// <param name="Path">Below /api/ops.</param>
/// <param name="By">The header X-User-ID.</param>
sealed record OpsRequest(string Method, string Path, string Query, string Key, string By, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
}
