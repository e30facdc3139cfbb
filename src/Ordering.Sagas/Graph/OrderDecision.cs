namespace FlashSale.Ordering.Sagas.Graph;

/// <summary>What the machine does with one event in one state.</summary>
/// <param name="Kind">Handled, ignored or a fault.</param>
/// <param name="Targets">Other states that the event can lead to.</param>
public sealed record OrderDecision(OrderDecisionKind Kind, IReadOnlyList<string> Targets)
{
    public static readonly OrderDecision Ignored = new(OrderDecisionKind.Ignored, []);
    public static readonly OrderDecision Fault = new(OrderDecisionKind.Fault, []);
}
