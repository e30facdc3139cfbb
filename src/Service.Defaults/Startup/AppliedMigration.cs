namespace FlashSale.ServiceDefaults.Startup;

/// <summary>A row of public.schema_files, which the migrator (src/Schema) writes.</summary>
/// <param name="CompatibleSince">Builds whose newest migration has a lower number do not work on the schema any more; null when all do.</param>
public sealed record AppliedMigration(string Name, int? CompatibleSince);
