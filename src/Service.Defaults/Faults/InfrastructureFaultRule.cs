namespace FlashSale.ServiceDefaults.Faults;

/// <summary>What a host counts as a fault of a server beyond <see cref="InfrastructureFault"/>.</summary>
sealed record InfrastructureFaultRule(Func<Exception, bool> Matches);
