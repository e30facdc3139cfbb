namespace FlashSale.Client.Sagas;

/// <summary>What is awaited.</summary>
/// <param name="Complete">False: there is more.</param>
/// <param name="Asked">Whether it is asked for again.</param>
public sealed record Resumption(IReadOnlyList<AwaitedAnswer> Answers, bool Complete, bool Asked);
