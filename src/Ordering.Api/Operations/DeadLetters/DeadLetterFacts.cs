using System.Text.Json;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>What PostgreSQL knows now about the orders of dead letters: the state that a replay would meet.</summary>
public sealed record DeadLetterFacts(IReadOnlyDictionary<Guid, DeadLetterFacts.Order> Orders, IReadOnlyDictionary<string, int> Available)
{
    static readonly EmbeddedSql Sql = new(typeof(DeadLetterFacts));

    /// <param name="State">Null when there is no such order.</param>
    /// <param name="Allocation">The ledger's decision: allocated, rejected or none yet.</param>
    /// <param name="Settlement">The ledger's decision: committed, released or none yet.</param>
    /// <param name="Refunds">State by payment id.</param>
    /// <param name="Notices">State by notice: confirmed, expired, ...</param>
    public sealed record Order(string? State, string? ProductId, int? Quantity, decimal? Amount, string? Currency, string? PaymentId, string? RequestedEnd, int? Declines,
        string? Allocation, string? Settlement, IReadOnlyList<Payment> Payments, IReadOnlyDictionary<string, string> Refunds, IReadOnlyDictionary<string, string> Notices);

    public sealed record Payment(string PaymentId, string Outcome);

    public static async Task<DeadLetterFacts> ReadAsync(NpgsqlDataSource database, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellationToken)
    {
        var orders = letters.Select(letter => letter.OrderId).OfType<Guid>().Distinct().ToArray();
        var products = letters.Select(letter => TextOf(letter, "productId")).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        await using var command = database.CreateCommand(Sql.Named("facts_of_orders"));
        command.Parameters.Add(new() { Value = orders });
        command.Parameters.Add(new() { Value = products });
        return JsonSerializer.Deserialize<DeadLetterFacts>((string)(await command.ExecuteScalarAsync(cancellationToken))!, JsonSerializerOptions.Web)!;
    }

    /// <summary>A text field of the dead letter's message.</summary>
    public static string? TextOf(DeadLetter letter, string field) =>
        letter.Message?.TryGetProperty(field, out var value) is true && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
