namespace FlashSale.ServiceDefaults.Payments;

/// <summary>The payment provider. All of it throws <see cref="CredentialsRefusedException"/> when the provider does not take our credentials.</summary>
public interface IPaymentProvider
{
    /// <summary>
    /// Returns when the provider has confirmed the refund. Asked again for the same payment, it refunds once, as long as it remembers the
    /// idempotency key.
    /// </summary>
    /// <exception cref="RefundRefusedException">The provider refuses; asking again does not help.</exception>
    /// <exception cref="RefundOutcomeUnknownException">No reply, or one that proves nothing: the money may have moved.</exception>
    Task RefundAsync(Refund refund, CancellationToken cancellationToken);

    /// <summary>Whether the provider has made this refund. False is what it knows now: a request may still be on its way.</summary>
    /// <exception cref="RefundRefusedException">It has refunded another amount, or refuses to tell.</exception>
    /// <exception cref="RefundOutcomeUnknownException">No reply, or one that proves nothing.</exception>
    Task<bool> IsRefundedAsync(Refund refund, CancellationToken cancellationToken);

    /// <summary>A page of the captured payments, the oldest first.</summary>
    /// <param name="since">Captured then or later.</param>
    /// <param name="after">The last payment of the page before, which was captured at <paramref name="since"/>; null for the first page.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Empty after the last page.</returns>
    /// <exception cref="HttpRequestException">A refusal, or no reply.</exception>
    /// <exception cref="System.Text.Json.JsonException">The reply is no page.</exception>
    Task<IReadOnlyList<CapturedPayment>> ListPaymentsAsync(DateTimeOffset since, string? after, CancellationToken cancellationToken);
}
