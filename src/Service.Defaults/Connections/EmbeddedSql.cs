using System.Collections.Concurrent;

namespace FlashSale.ServiceDefaults.Connections;

/// <summary>The SQL statements of a class: embedded files beside it, named after the question that they answer.</summary>
/// <param name="user">The class that runs them.</param>
public sealed class EmbeddedSql(Type user)
{
    readonly ConcurrentDictionary<string, string> _read = new(StringComparer.Ordinal);

    /// <param name="name">The file without its ending, such as order_by_id; of a folder below the class's namespace, Refunds.mark_refunded.</param>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public string Named(string name) => _read.GetOrAdd(name, static (name, user) =>
    {
        var resource = $"{user.Namespace}.{name}.sql";
        using var stream = user.Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"There is no embedded file {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }, user);
}
