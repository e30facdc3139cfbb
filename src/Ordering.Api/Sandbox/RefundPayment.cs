using FlashSale.Contracts;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.ServiceDefaults.Connections;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>POST and GET /api/sandbox/refunds: the stand-in provider refunds, once per key as long as it remembers the key, and fails on demand.</summary>
public static class RefundPayment
{
    static readonly EmbeddedSql Sql = new(typeof(RefundPayment));

    /// <summary>Longer than any caller waits; a caller that waits longer does get its reply.</summary>
    static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    public sealed record Body
    {
        public Guid? OrderId { get; init; }
        public string? PaymentId { get; init; }
        public decimal? Amount { get; init; }
        public string? Currency { get; init; }
    }

    public sealed class Validator : AbstractValidator<Body>
    {
        public Validator()
        {
            RuleFor(body => body.OrderId).NotNull().NotEqual(Guid.Empty);
            RuleFor(body => body.PaymentId).Must(VisibleAscii.Holds).WithMessage("'{PropertyName}' must be 1 to 128 visible ASCII characters.");
            RuleFor(body => body.Amount).NotNull().InclusiveBetween(0, PaymentCallback.LargestAmount).FitsCurrency(body => body.Currency);
            RuleFor(body => body.Currency).NotNull().Matches(PaymentCallback.CurrencyForm);
        }
    }

    public sealed record Answer(Guid RefundId, string PaymentId);

    public sealed record Refund(Guid RefundId, Guid OrderId, string PaymentId, decimal Amount, string Currency, int Requests, DateTimeOffset RefundedAt);

    public static void Map(IEndpointRouteBuilder sandbox)
    {
        sandbox.MapPost("/refunds", RefundAsync).Accepts<Body>("application/json").ProducesProblem(422).ProducesProblem(500)
            .WithSummary("The stand-in provider refunds a payment");
        sandbox.MapGet("/refunds", ListAsync).WithSummary("The stand-in provider's refunds of an order");
    }

    static async Task<Results<Ok<Answer>, Refusal>> RefundAsync(HttpContext http, IValidator<Body> validator, NpgsqlDataSource database, TimeProvider clock)
    {
        if (!Caller.TryGetKey(http.Request, out var key, out var refusal))
            return refusal;
        if (key is null)
            return Refusal.Invalid($"{Caller.KeyHeader} is missing.");
        (var body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;

        var fault = await RefundFaults.TakeAsync(database, http.RequestAborted);
        if (fault == RefundFaults.FailBefore)
            return Failure();
        var (answer, same) = await RefundOnceAsync(database, key, body, http.RequestAborted);
        if (!same)
            return new Refusal(StatusCodes.Status422UnprocessableEntity, ProblemCode.IdempotencyKeyReused, "This idempotency key was already used for another payment.");
        if (fault == RefundFaults.Hang)
            await Task.Delay(Hang, clock, http.RequestAborted);
        return fault == RefundFaults.FailAfter ? Failure() : TypedResults.Ok(answer);
    }

    static async Task<Ok<List<Refund>>> ListAsync(Guid orderId, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("refunds_of_order"));
        command.Parameters.Add(new() { Value = orderId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var refunds = new List<Refund>();
        while (await reader.ReadAsync(cancellationToken))
            refunds.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), Money.Normalize(reader.GetDecimal(3), reader.GetString(4)), reader.GetString(4), reader.GetInt32(5), reader.GetFieldValue<DateTimeOffset>(6)));
        return TypedResults.Ok(refunds);
    }

    static async Task<(Answer Answer, bool Same)> RefundOnceAsync(NpgsqlDataSource database, string key, Body body, CancellationToken cancellationToken)
    {
        await using (var forget = database.CreateCommand(Sql.Named("forget_keys")))
            await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var command = database.CreateCommand(Sql.Named("refund_once"));
        foreach (var value in new object[] { key, Guid.NewGuid(), body.OrderId!.Value, body.PaymentId!, body.Amount!.Value, body.Currency! })
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (new(reader.GetGuid(0), body.PaymentId!), reader.GetBoolean(1));
    }

    static Refusal Failure() => new(StatusCodes.Status500InternalServerError, ProblemCode.InternalError, "The stand-in provider fails on demand.");
}
