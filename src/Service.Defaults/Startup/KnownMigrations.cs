using System.Globalization;
using System.Reflection;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>The migrations that a build knows, and whether a schema suits them.</summary>
/// <param name="Names">Names of files: NNN_name.sql.</param>
public sealed record KnownMigrations(IReadOnlyCollection<string> Names)
{
    /// <summary>Service.Defaults.csproj puts the names into the assembly.</summary>
    public static KnownMigrations OfThisBuild { get; } = new([.. typeof(KnownMigrations).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(metadata => metadata.Value == "migration").Select(metadata => metadata.Key)]);

    /// <returns>Null when the schema suits this build; else what is wrong, and what to do.</returns>
    public string? WhyUnsuited(IReadOnlyCollection<AppliedMigration> applied)
    {
        var needed = NewestOf(Names);
        var since = applied.Max(migration => migration.CompatibleSince);
        if (since > needed)
            return $"The schema no longer supports this build (compatible since {since:D3}, this build knows {needed:D3}): deploy a newer one";

        var newest = NewestOf(applied.Select(migration => migration.Name));
        var missing = Names.Except(applied.Select(migration => migration.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
            return null;
        // Two branches met: the number alone would not show it.
        var state = newest < needed ? $"The schema is at {newest:D3}, this build needs {needed:D3}" : $"The schema lacks {string.Join(", ", missing)}, which this build needs";
        return $"{state}: run ./flashsale up or the schema job";
    }

    static int NewestOf(IEnumerable<string> names) =>
        names.Select(name => int.TryParse(name.Split('_')[0], CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max();
}
