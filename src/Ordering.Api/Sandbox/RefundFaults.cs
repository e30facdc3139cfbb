using FlashSale.Ordering.Api.Http;
using FlashSale.ServiceDefaults.Connections;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>POST /api/sandbox/refunds/faults: makes the next refunds fail. Kept in PostgreSQL, so that all instances behave alike.</summary>
public static class RefundFaults
{
    static readonly EmbeddedSql Sql = new(typeof(RefundFaults));

    /// <summary>500, nothing refunded.</summary>
    public const string FailBefore = "fail-before";

    /// <summary>Refunded, then 500.</summary>
    public const string FailAfter = "fail-after";

    /// <summary>Refunded, then no answer.</summary>
    public const string Hang = "hang";

    public const string None = "none";

    public sealed record Body
    {
        public string Mode { get; init; } = None;
        public int Count { get; init; } = 1;
    }

    public sealed class Validator : AbstractValidator<Body>
    {
        public Validator()
        {
            RuleFor(body => body.Mode).Must(mode => mode is None or Hang or FailBefore or FailAfter).WithMessage("'{PropertyName}' must be none, hang, fail-before or fail-after.");
            RuleFor(body => body.Count).GreaterThanOrEqualTo(0);
        }
    }

    public static void Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/refunds/faults", SetAsync).Accepts<Body>("application/json").WithSummary("Makes the next refunds fail");

    /// <returns>The fault to simulate for this refund; null for none.</returns>
    public static async Task<string?> TakeAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("take_fault"));
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    static async Task<Results<Ok<Body>, Refusal>> SetAsync(HttpContext http, IValidator<Body> validator, NpgsqlDataSource database)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;
        await using var command = database.CreateCommand(Sql.Named("set_faults"));
        command.Parameters.Add(new() { Value = body.Mode });
        command.Parameters.Add(new() { Value = body.Mode == None ? 0 : body.Count });
        await command.ExecuteNonQueryAsync(http.RequestAborted);
        return TypedResults.Ok(body);
    }
}
