namespace FlashSale.ServiceDefaults.Startup;

/// <summary>What this host does inside of a transaction that has no statement meanwhile, such as a call to somebody else.</summary>
/// <param name="Work">For people.</param>
/// <param name="AtMost">How long it takes at the longest.</param>
/// <param name="Setting">What makes it shorter.</param>
public sealed record IdleTransaction(string Work, TimeSpan AtMost, string Setting);
