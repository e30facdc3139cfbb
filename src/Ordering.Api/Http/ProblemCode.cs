namespace FlashSale.Ordering.Api.Http;

/// <summary>The stable codes of refusals: what a client may branch on. Texts may change, these do not.</summary>
public static class ProblemCode
{
    public const string InvalidRequest = "invalid-request";
    public const string InvalidSignature = "invalid-signature";
    public const string Unauthorized = "unauthorized";
    public const string NotFound = "not-found";
    public const string UnknownProduct = "unknown-product";
    public const string UnknownOrder = "unknown-order";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string SoldOut = "sold-out";
    public const string PurchaseLimit = "purchase-limit";
    public const string SaleNotOpen = "sale-not-open";
    public const string SaleClosed = "sale-closed";
    public const string SalePaused = "sale-paused";
    public const string NotCancellable = "not-cancellable";
    public const string PaymentConflict = "payment-conflict";
    public const string TotalTooLow = "total-too-low";
    public const string ChangeRefused = "change-refused";
    public const string RedeliveryRunning = "redelivery-running";
    public const string PayloadTooLarge = "payload-too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string RateLimited = "rate-limited";
    public const string InternalError = "internal-error";
    public const string CallbackFailed = "callback-failed";
    public const string TemporarilyUnavailable = "temporarily-unavailable";
    public const string Backlog = "backlog";
    public const string OutcomeUnknown = "outcome-unknown";
}
