namespace FlashSale.Operate;

/// <summary>The API took a request in, and whoever has to do the work has not done it in time.</summary>
public sealed class NoAnswerException(string message) : Exception(message);
