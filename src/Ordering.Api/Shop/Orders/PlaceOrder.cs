using FlashSale.Admission.Admit;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults;
using FluentValidation;
using MassTransit;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>
/// POST /api/flash-sales/{productId}/order: decided by what this instance knows for certain, or by one call to Redis, without PostgreSQL or
/// RabbitMQ. A request with an idempotency key always asks Redis: where this instance would refuse it, Redis is asked only whether the key has an
/// order already.
/// </summary>
/// <remarks>The hot path: the handler resolves nothing from the request's service scope, so that no scope is created.</remarks>
public sealed class PlaceOrder(
    IValidator<OrderRequest> validator,
    SaleCatalog catalog,
    RateLimitSettings settings,
    RefusalCache refusals,
    RateLimitedUsers overTheLimit,
    BacklogLimiter backlog,
    OrderAdmission admission,
    AdmissionMetrics metrics,
    ApiSettings api,
    TimeProvider clock)
{
    public sealed record Answer(Guid OrderId, string ProductId, int Quantity, string Status, string StatusUrl, int EstimatedWaitSeconds);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/flash-sales/{productId}/order", ActivatorUtilities.CreateInstance<PlaceOrder>(routes.ServiceProvider).PlaceAsync)
            .Accepts<OrderRequest>(isOptional: true, "application/json").Produces<Answer>(202)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503)
            .WithHeader(Caller.UserHeader).WithHeader(Caller.KeyHeader, required: false)
            .WithSummary("Orders units of a sale")
            .ShortCircuit();

    async Task PlaceAsync(string productId, HttpContext http) => await (await DecideAsync(productId, http)).ExecuteAsync(http);

    async ValueTask<IResult> DecideAsync(string productId, HttpContext http)
    {
        if (!Caller.TryGetUser(http.Request, out var userId, out var refusal) || !Caller.TryGetKey(http.Request, out var key, out refusal))
            return refusal;
        if (!catalog.IsLoaded)
            return ReadSales.NotYet();
        if (catalog.Find(productId) is not { } sale)
            return Refusal.UnknownProduct();
        (var body, refusal) = await RequestBody.ReadAsync(http, validator, OrderRequestValidator.FindsNothing);
        if (body is null)
            return refusal!;

        var (quantity, asked) = (body.Quantity ?? 1, clock.GetTimestamp());
        OrdersFound? found = null;
        if (KnownRefusal(sale, userId, quantity) is { } known && (found = await OrdersOfAsync(sale, userId, key, asked)) is OrdersFound.None)
        {
            metrics.AnsweredLocally(known.Outcome);
            return Answered(known, productId, quantity);
        }

        // The sale's backlog closes admission for new orders only: a request whose key has an order is answered with that order.
        if (backlog.Refuses(productId) && (found ?? await OrdersOfAsync(sale, userId, key, asked)) is not OrdersFound.OfTheKey)
        {
            metrics.RefusedForBacklog();
            return OrderRefusals.Backlog(backlog.RetryAfter(productId));
        }

        CrashPoint.Reach("before-admission");
        var reply = await admission.AdmitAsync(
            new()
            {
                ProductId = productId,
                Epoch = sale.Epoch,
                OrderId = NewId.NextSequentialGuid(),
                UserId = userId,
                Quantity = quantity,
                Email = body.Email is { } email ? EmailAddress.Canonical(email, api.MailUtf8) : null,
                IdempotencyKey = key,
                Asked = asked,
                Address = settings.Current.AddressRate > 0 ? ClientAddress.Of(http) : null,
            },
            // The reply comes within a second in any case, so the request's own token need not be created.
            CancellationToken.None);
        if (reply.Outcome is AdmissionOutcome.Accepted)
            CrashPoint.Reach("admitted");
        metrics.AnsweredByRedis(reply.Outcome);
        Learn(sale, userId, quantity, asked, reply);
        return Answered(reply, productId, quantity);
    }

    /// <returns>The refusal that follows from what this instance has seen; null when Redis must decide.</returns>
    AdmissionReply? KnownRefusal(Sale sale, string userId, int quantity) =>
        overTheLimit.Refuses(sale, userId) is { } rate ? new(AdmissionOutcome.RateLimited, Guid.Empty, rate)
        : refusals.Refuses(sale, quantity) is { } outcome ? new(outcome, Guid.Empty)
        : null;

    ValueTask<OrdersFound> OrdersOfAsync(Sale sale, string userId, string? key, long asked) =>
        key is null ? new(OrdersFound.None) : new(admission.LookForOrdersAsync(sale.ProductId, sale.Epoch, userId, key, asked));

    void Learn(Sale sale, string userId, int quantity, long asked, AdmissionReply reply)
    {
        if (reply.Rate is { Policy: RateRefusal.OfUser } rate)
            overTheLimit.Note(sale, userId, rate, asked);
        // The sale refuses everybody: unless this is known already, reading it once saves later requests their call to Redis.
        else if (HoldsForAll(reply.Outcome) && refusals.Refuses(sale, quantity) is null)
            refusals.Look(sale);
    }

    static bool HoldsForAll(AdmissionOutcome outcome) =>
        outcome is AdmissionOutcome.SaleNotOpen or AdmissionOutcome.SaleClosed or AdmissionOutcome.SalePaused or AdmissionOutcome.SoldOut;

    /// <summary>A replay has the same values as the first request, since other values are refused; so the answer can quote this request's.</summary>
    IResult Answered(AdmissionReply reply, string productId, int quantity) => reply.Outcome switch
    {
        AdmissionOutcome.Accepted or AdmissionOutcome.Replayed =>
            new OrderAccepted(new(reply.OrderId, productId, quantity, OrderView.Accepted, StatusUrl(reply.OrderId), BacklogLimiter.Seconds(backlog.WaitOf(productId)))),
        AdmissionOutcome.RateLimited => Refusal.RateLimited(reply.Rate!),
        AdmissionOutcome.Unknown => OrderRefusals.OutcomeUnknown(reply.OrderId, StatusUrl(reply.OrderId)),
        var refused => OrderRefusals.Of(refused),
    };

    static string StatusUrl(Guid orderId) => $"/api/orders/{orderId}";
}
