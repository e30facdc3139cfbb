namespace FlashSale.Ordering.Api.Operations.Sagas;

public enum SagaDecisionKind
{
    Handled,

    /// <summary>Consumed without effect, on purpose.</summary>
    Ignored,

    /// <summary>A contradiction: the message is kept in the error queue.</summary>
    Fault,
}
