using System.Collections.Concurrent;

namespace FlashSale.Inventory;

/// <summary>The SQL statements of this project: embedded files named after the question that they answer.</summary>
static class Sql
{
    static readonly ConcurrentDictionary<string, string> Read = new(StringComparer.Ordinal);

    /// <param name="name">Folder and file without ending, such as Rebuild.lock_sale.</param>
    public static string Named(string name) => Read.GetOrAdd(name, static name =>
    {
        var resource = $"{typeof(Sql).Namespace}.{name}.sql";
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"There is no embedded file {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
