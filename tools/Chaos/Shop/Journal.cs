using System.Collections.Concurrent;
using System.Text.Json;

namespace FlashSale.Chaos.Shop;

/// <summary>All that all clients of a run asked and were told, each in its order.</summary>
sealed class Journal
{
    static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    readonly ConcurrentQueue<Entry> _entries = new();

    public void Add(Entry entry) => _entries.Enqueue(entry);

    /// <summary>What is written until now.</summary>
    public IReadOnlyList<Entry> Entries => [.. _entries];

    public void WriteTo(string file) => File.WriteAllLines(file, _entries.Select(entry => JsonSerializer.Serialize(entry, Lines)));
}
