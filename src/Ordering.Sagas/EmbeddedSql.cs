namespace FlashSale.Ordering.Sagas;

/// <summary>The project's statements, each in a file named for the question that it answers.</summary>
static class EmbeddedSql
{
    /// <param name="name">Folder and file name without extension: Payments.a_payment_is_on_its_way.</param>
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedSql).Assembly.GetManifestResourceStream($"{typeof(EmbeddedSql).Namespace}.{name}.sql")
            ?? throw new InvalidOperationException($"{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
