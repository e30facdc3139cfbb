namespace FlashSale.Schema;

/// <summary>A file that the database has.</summary>
/// <param name="Checksum">Null of a file that was applied before checksums were kept.</param>
public sealed record JournalEntry(string Name, string? Checksum, int? CompatibleSince, DateTime AppliedAt);
