namespace FlashSale.Schema;

/// <summary>The migrations of a checkout or an image: src/&lt;Project&gt;/Schema/NNN_name.sql, one sequence of numbers over all projects.</summary>
public static class MigrationFolder
{
    /// <param name="root">The folder that holds src/.</param>
    /// <returns>In the order in which they apply.</returns>
    /// <exception cref="MigrationRefusedException">A file breaks a rule, or two have one number.</exception>
    public static IReadOnlyList<Migration> Read(string root)
    {
        var source = Path.Combine(root, "src");
        var migrations = (Directory.Exists(source) ? Directory.EnumerateDirectories(source) : [])
            .Select(project => Path.Combine(project, "Schema"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.sql"))
            .Select(file => Migration.Parse(Path.GetFileName(file), File.ReadAllText(file)))
            .OrderBy(migration => migration.Number)
            .ToList();
        if (migrations.Count == 0)
            throw new MigrationRefusedException($"There are no migrations at {Path.Combine(source, "<Project>", "Schema")}: the second argument is the folder that holds src/.");
        if (migrations.GroupBy(migration => migration.Number).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new MigrationRefusedException($"{string.Join(" and ", twice.Select(migration => migration.Name))} have one number. The one that no installation has yet takes the next free number.");
        return migrations;
    }
}
