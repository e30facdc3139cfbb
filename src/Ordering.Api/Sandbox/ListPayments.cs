using FlashSale.Contracts;
using FlashSale.Ordering.Api.Http;
using FlashSale.ServiceDefaults.Connections;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>GET /api/sandbox/payments: what the stand-in provider has captured, a page at a time.</summary>
public static class ListPayments
{
    static readonly EmbeddedSql Sql = new(typeof(ListPayments));
    const int PageLength = 1000;

    public sealed record Row(string PaymentId, Guid OrderId, decimal Amount, string Currency, DateTimeOffset CapturedAt);

    public static void Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapGet("/payments", ListAsync).WithSummary("What the stand-in provider has captured since a time, the oldest first; after: the last payment of the page before");

    static async Task<Results<Ok<List<Row>>, Refusal>> ListAsync(DateTimeOffset since, string? after, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (after is not null && !VisibleAscii.Holds(after))
            return Refusal.Invalid($"after is 1 to {VisibleAscii.MaxLength} visible ASCII characters.");
        await using var command = database.CreateCommand(Sql.Named("captured_payments"));
        foreach (var value in new object[] { since.ToUniversalTime(), after ?? "", PageLength })
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var payments = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
            payments.Add(new(reader.GetString(0), reader.GetGuid(1), Money.Normalize(reader.GetDecimal(2), reader.GetString(3)), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4)));
        return TypedResults.Ok(payments);
    }
}
