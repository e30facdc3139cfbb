namespace FlashSale.Schema;

/// <summary>Files and database do not fit together; nothing was applied. The message says what to do.</summary>
public sealed class MigrationRefusedException(string message) : Exception(message);
