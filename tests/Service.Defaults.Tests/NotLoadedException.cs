namespace FlashSale.ServiceDefaults.Tests;

/// <summary>Stands for an exception of a library that the fault policy does not see; the test host declares it.</summary>
public sealed class NotLoadedException() : Exception("not loaded");
