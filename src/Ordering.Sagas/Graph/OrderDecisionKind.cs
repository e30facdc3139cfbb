namespace FlashSale.Ordering.Sagas.Graph;

public enum OrderDecisionKind
{
    /// <summary>The order changes, or records the event; the timeline has a row.</summary>
    Handled,

    /// <summary>Consumed without a trace, on purpose.</summary>
    Ignored,

    /// <summary>A contradiction: kept for an operator.</summary>
    Fault,
}
