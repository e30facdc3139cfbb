using FlashSale.Contracts;
using Npgsql;

namespace FlashSale.Notifications;

/// <summary>
/// What became of each notice: one row an order, kind and channel. Each step is a statement and a transaction of its own,
/// since the sending between them cannot be rolled back.
/// </summary>
public sealed class NoticeJournal(NpgsqlDataSource database)
{
    static readonly string BeginSql = Read("begin_notice");
    static readonly string NoteFailureSql = Read("note_failure");
    static readonly string EndSql = Read("end_notice");

    /// <summary>Counts an attempt, unless the notice has ended before.</summary>
    public async Task<JournalEntry> BeginAsync(Notice notice, string channel, CancellationToken cancellationToken)
    {
        await using var command = Command(BeginSql, notice, channel, notice.MessageId, (object?)notice.Recipient ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(Enum.TryParse<NoticeOutcome>(reader.GetString(0), out var outcome) ? outcome : null, reader.GetInt32(1));
    }

    public async Task NoteFailureAsync(Notice notice, string channel, string error, CancellationToken cancellationToken)
    {
        await using var command = Command(NoteFailureSql, notice, channel, error);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task EndAsync(Notice notice, string channel, NoticeOutcome outcome, string? error, CancellationToken cancellationToken)
    {
        await using var command = Command(EndSql, notice, channel, outcome.ToString(), (object?)error ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlCommand Command(string sql, Notice notice, string channel, params object[] more)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in (object[])[notice.OrderId, notice.Name, channel, .. more])
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    static string Read(string name)
    {
        using var stream = typeof(NoticeJournal).Assembly.GetManifestResourceStream($"FlashSale.Notifications.Journal.{name}.sql")
            ?? throw new InvalidOperationException($"Journal/{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
