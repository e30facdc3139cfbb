namespace FlashSale.Schema;

/// <summary>A file could not be applied; those before it stay applied.</summary>
public sealed class MigrationFailedException(string message, Exception inner) : Exception(message, inner);
