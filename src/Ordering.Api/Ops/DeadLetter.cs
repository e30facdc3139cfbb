namespace FlashSale.Ordering.Api.Ops;

/// <summary>A message that was given up, with the fault that its headers tell.</summary>
public sealed record DeadLetter(string Queue, string? MessageId, IReadOnlyList<string> MessageTypes, string? Fault, string? ExceptionType, DateTimeOffset? At);
