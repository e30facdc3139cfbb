namespace FlashSale.ServiceDefaults.Faults;

/// <summary>The message was delivered again and again without ever coming to an end: it is thought to kill the process that takes it.</summary>
public sealed class CrashLoopException(int deliveries)
    : Exception($"Delivered {deliveries} times after a first delivery without coming to an end; set aside, since it may be what kills the process.");
