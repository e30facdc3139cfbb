namespace FlashSale.Benchmarks.Shared;

/// <summary>The embedded statements, each in a file named after the question that it answers.</summary>
static class Sql
{
    public static string Named(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"{name}.sql") ?? throw new InvalidOperationException($"{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
