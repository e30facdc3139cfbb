using System.Net.Mail;
using FlashSale.Admission;
using FlashSale.Ordering.Api.Limits;
using FlashSale.Ordering.Api.Problems;
using FlashSale.Ordering.Api.Requests;
using FlashSale.Ordering.Api.Sales;
using FlashSale.ServiceDefaults;
using FluentValidation;
using MassTransit;

namespace FlashSale.Ordering.Api.Orders;

/// <summary>POST /api/flash-sales/{productId}/order: one call to Redis decides. PostgreSQL and RabbitMQ are not asked.</summary>
public static class PlaceOrder
{
    public sealed record Body
    {
        public int? Quantity { get; init; }
        public string? Email { get; init; }
    }

    public sealed class Validator : AbstractValidator<Body>
    {
        const int LongestEmail = 254;

        public Validator()
        {
            RuleFor(body => body.Quantity).InclusiveBetween(1, SaleDefaults.MaxQuantity);
            RuleFor(body => body.Email).MaximumLength(LongestEmail).Must(IsAddress).WithMessage("'{PropertyName}' is not an e-mail address.");
        }

        static bool IsAddress(string? email) => email is null
            || (!email.Any(char.IsControl) && MailAddress.TryCreate(email, out var address) && address.Address == email);
    }

    public sealed record Answer(Guid OrderId, string ProductId, int Quantity, string Status, string StatusUrl);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/flash-sales/{productId}/order", PlaceAsync)
            .Accepts<Body>(isOptional: true, "application/json").Produces<Answer>(202)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503)
            .WithHeader(Caller.UserHeader).WithHeader(Caller.KeyHeader, required: false)
            .WithSummary("Orders units of a sale");

    static async Task<IResult> PlaceAsync(string productId, HttpContext http, IValidator<Body> validator, SaleCatalog catalog, SaleOpener opener, SaleSettings settings, AdmissionGate gate)
    {
        if (!Caller.TryGetUser(http.Request, out var userId, out var refusal) || !Caller.TryGetKey(http.Request, out var key, out refusal))
            return refusal;
        if (!catalog.IsLoaded)
            return ReadSales.NotYet();
        if (catalog.Find(productId) is not { } sale)
            return Refusal.UnknownProduct();
        (var body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;

        var reply = await gate.AdmitAsync(
            new()
            {
                ProductId = productId,
                Epoch = sale.Epoch,
                OrderId = NewId.NextSequentialGuid(),
                UserId = userId,
                Quantity = body.Quantity ?? 1,
                Email = body.Email,
                IdempotencyKey = key,
                Address = settings.Current.AddressRate > 0 ? ClientAddress.Of(http) : null,
            }, http.RequestAborted);
        if (reply.Outcome is AdmissionOutcome.NotLoaded)
            opener.Doubt(sale);
        return Answered(reply);
    }

    static IResult Answered(AdmissionReply reply) => reply.Outcome switch
    {
        AdmissionOutcome.Accepted or AdmissionOutcome.Replayed => Accepted(reply),
        AdmissionOutcome.IdempotencyKeyReused => new Refusal(422, ProblemCode.IdempotencyKeyReused, "This idempotency key made an order with other values."),
        AdmissionOutcome.RateLimited => Refusal.RateLimited(reply.Rate!),
        AdmissionOutcome.SaleNotOpen => Conflict(ProblemCode.SaleNotOpen, "The sale has not started."),
        AdmissionOutcome.SaleClosed => Conflict(ProblemCode.SaleClosed, "The sale is over."),
        AdmissionOutcome.SalePaused => Conflict(ProblemCode.SalePaused, "The sale takes no orders for the moment."),
        AdmissionOutcome.PurchaseLimit => Conflict(ProblemCode.PurchaseLimit, "You would hold more units than a customer may."),
        AdmissionOutcome.SoldOut => Conflict(ProblemCode.SoldOut, "Fewer units are left than you ask for."),
        AdmissionOutcome.NotLoaded or AdmissionOutcome.Late or AdmissionOutcome.Unreachable => Refusal.Unavailable("Nothing was taken; please try again."),
        AdmissionOutcome.Unknown => new Refusal(503, ProblemCode.OutcomeUnknown, "Whether the order was taken is not known; its status URL will tell.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            OrderId = reply.OrderId,
            StatusUrl = StatusUrl(reply.OrderId),
        },
        _ => throw new InvalidOperationException($"Admission outcome {reply.Outcome} has no answer."),
    };

    static IResult Accepted(AdmissionReply reply)
    {
        var (order, statusUrl) = (reply.Order!, StatusUrl(reply.OrderId));
        return Results.Accepted(statusUrl, new Answer(reply.OrderId, order.ProductId, order.Quantity, OrderView.Accepted, statusUrl));
    }

    static Refusal Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    static string StatusUrl(Guid orderId) => $"/api/orders/{orderId}";
}
