using System.Collections.Concurrent;

namespace FlashSale.ServiceDefaults;

/// <summary>The SQL statements of a project: embedded files named after the question that they answer.</summary>
/// <param name="root">A type in the project's root namespace.</param>
public sealed class EmbeddedSql(Type root)
{
    readonly ConcurrentDictionary<string, string> _read = new(StringComparer.Ordinal);

    /// <param name="name">Folder and file without ending, such as Orders.order_by_id.</param>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public string Named(string name) => _read.GetOrAdd(name, static (name, root) =>
    {
        var resource = $"{root.Namespace}.{name}.sql";
        using var stream = root.Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"There is no embedded file {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }, root);
}
