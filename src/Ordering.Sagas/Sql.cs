using FlashSale.ServiceDefaults;

namespace FlashSale.Ordering.Sagas;

/// <summary>The SQL statements of this project.</summary>
static class Sql
{
    static readonly EmbeddedSql Files = new(typeof(Sql));

    /// <inheritdoc cref="EmbeddedSql.Named"/>
    public static string Named(string name) => Files.Named(name);
}
