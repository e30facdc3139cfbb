namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>Why a succeeded payment is refunded. Text, as ordering.refunds and RefundRequested carry it.</summary>
static class RefundReason
{
    public const string WrongAmount = "wrong-amount";
    public const string AlreadyPaid = "already-paid";
    public const string OrderEnded = "order-ended";
    public const string OrderUnknown = "order-unknown";
}
