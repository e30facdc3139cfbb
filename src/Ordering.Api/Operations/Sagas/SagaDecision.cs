namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>What the order saga does with one event in one state.</summary>
/// <param name="Targets">Other states that the event can lead to; none when the order changes without leaving its state.</param>
public sealed record SagaDecision(SagaDecisionKind Kind, IReadOnlyList<string> Targets);
