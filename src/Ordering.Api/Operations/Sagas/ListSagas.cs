using FlashSale.Ordering.Api.Http;
using FlashSale.ServiceDefaults.Connections;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>GET /api/ops/sagas: the stalest first. GET /api/ops/sagas/summary: how many orders are in each state.</summary>
public static class ListSagas
{
    static readonly EmbeddedSql Sql = new(typeof(ListSagas));
    public const int PageLength = 50;

    public sealed record Row(Guid OrderId, string State, string ProductId, string UserId, int Quantity, DateTimeOffset AcceptedAt, DateTimeOffset UpdatedAt, DateTimeOffset? PaymentDueAt);

    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapGet("/sagas", ListAsync).WithSummary("Orders, the longest untouched first");
        ops.MapGet("/sagas/summary", SummariseAsync).WithSummary("Orders by state");
    }

    static async Task<Results<Ok<List<Row>>, Refusal>> ListAsync(string? state, string? olderThanSeconds, string? userId, string? page, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (!TryRead(olderThanSeconds, int.MaxValue, out var age) || !TryRead(page, 1_000_000, out var number))
            return Refusal.Invalid("olderThanSeconds and page must be whole numbers of at least 0.");
        // Nothing else names a state or a buyer, and PostgreSQL accepts no text with a zero byte.
        if (!CanBe(state) || !CanBe(userId))
            return Refusal.Invalid($"state and userId are 1 to {VisibleAscii.MaxLength} visible ASCII characters.");

        await using var command = database.CreateCommand(Sql.Named("sagas_stalest_first"));
        foreach (var value in new object?[] { state, userId, age is { } seconds ? TimeSpan.FromSeconds(seconds) : null, PageLength, (long)PageLength * Math.Max(0, (number ?? 1) - 1) })
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7)));
        }

        return TypedResults.Ok(rows);
    }

    static async Task<Ok<Dictionary<string, long>>> SummariseAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("sagas_by_state"));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            counts[reader.GetString(0)] = reader.GetInt64(1);
        return TypedResults.Ok(counts);
    }

    static bool CanBe(string? filter) => filter is null || VisibleAscii.Holds(filter);

    static bool TryRead(string? text, int max, out int? number)
    {
        number = int.TryParse(text, System.Globalization.NumberStyles.None, null, out var parsed) ? parsed : null;
        return text is null || number <= max;
    }
}
