using FlashSale.Contracts;
using FlashSale.Notifications.Channels;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Notifications.Journal;

/// <summary>
/// What happened to each notice: one row per order, kind and channel. Each step commits before the next, since the sending
/// between them cannot be rolled back; steps of several notices share a transaction.
/// </summary>
public sealed class NoticeJournal(NpgsqlDataSource database, INoticeChannel channel) : IAsyncDisposable
{
    static readonly EmbeddedSql Sql = new(typeof(NoticeJournal));
    static readonly string NoteFailureSql = Sql.Named("note_failure");

    readonly BegunNotices _begun = new(database, channel.Name, Sql.Named("begin_notice"));
    readonly EndedNotices _ended = new(database, channel.Name, Sql.Named("end_notice"));

    /// <summary>Counts an attempt, unless the notice has ended before.</summary>
    public Task<JournalEntry> BeginAsync(Notice notice, CancellationToken cancellationToken) => _begun.BeginAsync(notice, cancellationToken);

    public async Task NoteFailureAsync(Notice notice, string error, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(NoteFailureSql);
        foreach (var value in (object[])[notice.OrderId, notice.Name, channel.Name, error])
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task EndAsync(Notice notice, NoticeOutcome outcome, string? error) => _ended.EndAsync(new(notice, outcome, error));

    public async ValueTask DisposeAsync()
    {
        await _begun.DisposeAsync();
        await _ended.DisposeAsync();
    }
}
