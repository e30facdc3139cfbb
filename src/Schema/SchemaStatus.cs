namespace FlashSale.Schema;

/// <summary>The answer to --status.</summary>
static class SchemaStatus
{
    /// <returns>The exit code.</returns>
    public static int Write(MigrationPlan plan, IReadOnlyList<JournalEntry> journal, TextWriter output)
    {
        var changed = plan.Changed.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = plan.Unknown.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in journal)
        {
            var state = changed.Contains(entry.Name) ? "changed" : unknown.Contains(entry.Name) ? "unknown" : "applied";
            output.WriteLine($"{state}  {entry.AppliedAt:yyyy-MM-ddTHH:mm:ssZ}  {entry.Name}");
        }

        foreach (var file in plan.Pending)
            output.WriteLine($"pending                        {file.Name}");
        if (plan.Refusal is not null)
            output.WriteLine($"would be refused: {plan.Refusal}");
        return plan.Refusal is not null ? SchemaExit.Refused : plan.Pending.Count > 0 ? SchemaExit.Pending : SchemaExit.Fits;
    }
}
