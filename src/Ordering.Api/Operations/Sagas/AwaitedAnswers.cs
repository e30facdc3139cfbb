using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>What orders wait for. Asking for it again is the sagas' work: requests reach them through the database, within one of their looks.</summary>
public sealed class AwaitedAnswers(NpgsqlDataSource database)
{
    static readonly EmbeddedSql Sql = new(typeof(AwaitedAnswers));
    const int MostStuck = 1000;

    public Task<IReadOnlyList<AwaitedAnswer>> OfOrderAsync(Guid orderId, int most, CancellationToken cancellationToken) =>
        ReadAsync(Sql.Named("awaited_of_order"), [orderId, most], cancellationToken);

    /// <summary>Of the orders in a state, what has been awaited for longer than this.</summary>
    public Task<IReadOnlyList<AwaitedAnswer>> OfStateAsync(string state, TimeSpan age, int most, CancellationToken cancellationToken) =>
        ReadAsync(Sql.Named("awaited_of_state"), [state, age, most], cancellationToken);

    /// <param name="productId">Null: of all products, and of money without an order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<StuckAnswer>> StuckAsync(string? productId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("stuck_answers"));
        command.Parameters.Add(new() { Value = (object?)productId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = MostStuck });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var stuck = new List<StuckAnswer>();
        while (await rows.ReadAsync(cancellationToken))
            stuck.Add(new(rows.GetString(0), rows.GetGuid(1), rows.GetString(2), Text(rows, 3), Text(rows, 4), rows.GetFieldValue<DateTimeOffset>(5), rows.GetInt32(6), rows.GetBoolean(7)));
        return stuck;
    }

    /// <summary>Records the request; the sagas send the messages.</summary>
    public async Task AskAgainAsync(IReadOnlyList<AwaitedAnswer> answers, string by, string reason, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT ordering.resume($1, $2, $3, $4, $5, $6)");
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = reason });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. answers.Select(answer => answer.Answer)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. answers.Select(answer => answer.OrderId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. answers.Select(answer => answer.Subject)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. answers.Select(answer => answer.Since.UtcDateTime)] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What was asked for again, the newest first.</summary>
    public async Task<IReadOnlyList<ResumeRequest>> RequestsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("resume_requests"));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var requests = new List<ResumeRequest>();
        while (await rows.ReadAsync(cancellationToken))
            requests.Add(new(rows.GetFieldValue<DateTimeOffset>(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetFieldValue<Guid[]>(4)));
        return requests;
    }

    async Task<IReadOnlyList<AwaitedAnswer>> ReadAsync(string statement, object[] values, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(statement);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var answers = new List<AwaitedAnswer>();
        while (await rows.ReadAsync(cancellationToken))
            answers.Add(new(rows.GetString(0), rows.GetGuid(1), rows.GetString(2), Text(rows, 3), Text(rows, 4), rows.GetFieldValue<DateTimeOffset>(5), rows.GetInt32(6)));
        return answers;
    }

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
