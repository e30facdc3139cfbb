using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>What PostgreSQL knows of answers that are overdue, and of messages that explain it.</summary>
sealed class OverdueAnswers(NpgsqlDataSource database, AwaitedOptions options)
{
    static readonly EmbeddedSql Sql = new(typeof(OverdueAnswers));

    /// <summary>A report's transaction ends within this time after the moment that it records.</summary>
    static readonly TimeSpan LongestReport = TimeSpan.FromSeconds(15);

    /// <summary>What a person has asked for since it was asked for last, overdue or not.</summary>
    public async Task<IReadOnlyList<OverdueAnswer>> FindAskedForAsync(CancellationToken cancellationToken) =>
        await ReadAsync(Sql.Named("answers_asked_for"), [options.MostPerLook], cancellationToken);

    /// <summary>What is overdue and no outbox or schedule explains.</summary>
    public async Task<IReadOnlyList<OverdueAnswer>> FindAsync(CancellationToken cancellationToken)
    {
        var answers = await ReadAsync(Sql.Named("overdue_answers"), [options.OverdueAfter, options.MostPerLook], cancellationToken);
        var reports = await ReadAsync(Sql.Named("overdue_reports"), [options.OverdueAfter, options.MostPerLook, AwaitedTurn.Name], cancellationToken);
        await NoteCheckedAsync(reports, cancellationToken);
        answers.AddRange(reports);
        if (answers.Count == 0)
            return answers;
        var onTheirWay = await OnTheirWayAsync([.. answers.Select(answer => answer.OrderId).Distinct()], cancellationToken);
        return [.. answers.Where(overdue => !AwaitedAnswers.Named(overdue.Answer).IsExplainedBy(overdue, onTheirWay))];
    }

    /// <returns>Those of the orders whose question or answer became a dead letter since they wait for it.</returns>
    public async Task<IReadOnlySet<Guid>> WithDeadLettersAsync(IReadOnlyList<OverdueAnswer> lost, CancellationToken cancellationToken)
    {
        var routes = lost.Select(answer => AwaitedAnswers.Named(answer.Answer)).ToList();
        await using var command = database.CreateCommand(Sql.Named("dead_letters_of_orders"));
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. lost.Select(answer => answer.OrderId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. routes.Select(route => route.Queue)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. routes.Select(route => route.AnswersTo ?? route.Queue)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. lost.Select(answer => answer.Since.UtcDateTime)] });
        return await ReadIdsAsync(command, cancellationToken);
    }

    async Task<List<OverdueAnswer>> ReadAsync(string statement, object[] values, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(statement);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var answers = new List<OverdueAnswer>();
        while (await reader.ReadAsync(cancellationToken))
        {
            answers.Add(new(reader.GetString(0), reader.GetGuid(1), reader.GetString(2), reader.IsDBNull(3) ? 0 : reader.GetDecimal(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return answers;
    }

    async Task<IReadOnlySet<(Guid OrderId, string Message)>> OnTheirWayAsync(Guid[] orders, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("orders_with_messages_on_their_way"));
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = orders });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new HashSet<(Guid, string)>();
        while (await reader.ReadAsync(cancellationToken))
            messages.Add((reader.GetGuid(0), reader.GetString(1)));
        return messages;
    }

    /// <summary>The next look begins at the oldest report that nobody has taken note of.</summary>
    async Task NoteCheckedAsync(List<OverdueAnswer> reports, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("note_checked_reports"));
        command.Parameters.Add(new() { Value = AwaitedTurn.Name });
        command.Parameters.Add(new() { Value = reports.Count > 0 ? reports.Min(report => report.Since).UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = options.OverdueAfter + LongestReport });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task<IReadOnlySet<Guid>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}
