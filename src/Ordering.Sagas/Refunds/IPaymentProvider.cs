namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>The payment provider: the boundary that money crosses back.</summary>
public interface IPaymentProvider
{
    /// <summary>Returns when the provider has confirmed the refund. Asked again for the same payment, it refunds once.</summary>
    /// <exception cref="RefundRefusedException">The provider will not; asking again does not help.</exception>
    /// <exception cref="RefundOutcomeUnknownException">No answer, or one that says nothing: the money may have moved.</exception>
    Task RefundAsync(Refund refund, CancellationToken cancellationToken);
}
