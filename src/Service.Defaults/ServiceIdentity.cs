namespace FlashSale.ServiceDefaults;

/// <summary>The short name of this host: api, sagas, inventory, notifications.</summary>
public sealed record ServiceIdentity(string Name);
