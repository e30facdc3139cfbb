using FlashSale.Ordering.Api.Http;
using FlashSale.ServiceDefaults.Connections;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>POST /api/sandbox/refunds/keys: how long the stand-in provider remembers idempotency keys. Kept in PostgreSQL, so that all instances behave alike.</summary>
public static class RefundKeys
{
    static readonly EmbeddedSql Sql = new(typeof(RefundKeys));

    const decimal LongestLifetime = 365 * 24 * 3600;

    public sealed record Body
    {
        /// <summary>Absent: for ever. 0: it forgets each key at once, and refunds whenever it is asked.</summary>
        public decimal? LifetimeSeconds { get; init; }
    }

    public sealed class Validator : AbstractValidator<Body>
    {
        public Validator() => RuleFor(body => body.LifetimeSeconds).InclusiveBetween(0, LongestLifetime);
    }

    public static void Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/refunds/keys", SetAsync).Accepts<Body>("application/json").WithSummary("How long the stand-in provider remembers the keys of refunds");

    static async Task<Results<Ok<Body>, Refusal>> SetAsync(HttpContext http, IValidator<Body> validator, NpgsqlDataSource database)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;
        await using var command = database.CreateCommand(Sql.Named("set_key_lifetime"));
        command.Parameters.Add(new() { Value = body.LifetimeSeconds is { } seconds ? TimeSpan.FromSeconds((double)seconds) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        await command.ExecuteNonQueryAsync(http.RequestAborted);
        return TypedResults.Ok(body);
    }
}
