namespace FlashSale.Licences;

/// <summary>A package that may be used under other terms, and why.</summary>
public sealed record AllowedPackage(string Licence, string Reason);
