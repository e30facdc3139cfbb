namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>The payment provider, as far as refunds are concerned.</summary>
public interface IPaymentProvider
{
    /// <summary>Returns when the provider has confirmed the refund. Asked again for the same payment, it refunds once.</summary>
    /// <exception cref="RefundRefusedException">The provider refuses; asking again does not help.</exception>
    /// <exception cref="RefundOutcomeUnknownException">No reply, or one that proves nothing: the money may have moved.</exception>
    Task RefundAsync(Refund refund, CancellationToken cancellationToken);
}
