namespace FlashSale.ServiceDefaults.Faults;

/// <summary>The message was delivered again and again without ever ending: it probably kills the process that consumes it.</summary>
public sealed class CrashLoopException(int deliveries)
    : Exception($"Delivered {deliveries} times after a first delivery without ending; set aside, since it may be what kills the process.");
