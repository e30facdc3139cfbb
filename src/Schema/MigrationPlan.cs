namespace FlashSale.Schema;

/// <summary>The files held against the journal: what is to be done, and whether it may be.</summary>
public sealed record MigrationPlan
{
    /// <summary>In the order in which they apply.</summary>
    public required IReadOnlyList<Migration> Pending { get; init; }

    /// <summary>Applied by an earlier runner, which kept no checksums.</summary>
    public required IReadOnlyList<Migration> Adopted { get; init; }

    /// <summary>Applied, and their text is another one now.</summary>
    public required IReadOnlyList<Migration> Changed { get; init; }

    /// <summary>Applied, and not among the files: those of a newer build, as a rule.</summary>
    public required IReadOnlyList<JournalEntry> Unknown { get; init; }

    /// <summary>Pending, though a file with a higher number is applied: two branches met. They apply all the same.</summary>
    public required IReadOnlyList<Migration> OutOfOrder { get; init; }

    /// <summary>Why nothing may be applied; null when all is well.</summary>
    public string? Refusal { get; init; }

    public static MigrationPlan Make(IReadOnlyList<Migration> files, IReadOnlyList<JournalEntry> journal)
    {
        var applied = journal.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        var newestApplied = files.Where(file => applied.ContainsKey(file.Name)).Select(file => file.Number).DefaultIfEmpty().Max();
        var pending = files.Where(file => !applied.ContainsKey(file.Name)).ToList();
        var known = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var plan = new MigrationPlan
        {
            Pending = pending,
            Adopted = [.. files.Where(file => applied.TryGetValue(file.Name, out var entry) && entry.Checksum is null)],
            Changed = [.. files.Where(file => applied.TryGetValue(file.Name, out var entry) && entry.Checksum is { } checksum && checksum != file.Checksum)],
            Unknown = [.. journal.Where(entry => !known.Contains(entry.Name))],
            OutOfOrder = [.. pending.Where(file => file.Number < newestApplied)],
        };
        return plan with { Refusal = plan.WhyRefused(files[^1].Number, journal) };
    }

    string? WhyRefused(int newestFile, IReadOnlyList<JournalEntry> journal)
    {
        if (Changed.Count > 0)
            return $"Changed after being applied here: {string.Join(", ", Changed.Select(file => file.Name))}. An applied file is history: put its old text back (git log -p shows it) and write what is to change into a new file with the next free number.";

        // Two histories. Applied on top of what they do not know, the pending files might undo or break it.
        if (Unknown.Count > 0 && Pending.Count > 0)
            return $"{Names(Unknown.Select(entry => entry.Name))} applied here and not among the files, while {Names(Pending.Select(file => file.Name))} waiting: the files are those of another branch, or one was renamed or deleted. Bring the missing file back, or run the newer build.";

        var since = journal.Max(entry => entry.CompatibleSince);
        return since > newestFile ? $"The schema no longer supports this build (compatible since {since:D3}, this build knows {newestFile:D3}): deploy a newer one." : null;
    }

    static string Names(IEnumerable<string> names) => names.ToList() is [var one] ? $"{one} is" : $"{string.Join(", ", names)} are";
}
