using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Notifications.Journal;

/// <summary>Notices that are about to be sent, recorded together.</summary>
sealed class BegunNotices(NpgsqlDataSource database, string channel, string sql) : GroupCommit<Notice, JournalEntry>(maxSize: 100, lanes: 1)
{
    public Task<JournalEntry> BeginAsync(Notice notice, CancellationToken cancellationToken) => RunAsync(notice, cancellationToken);

    protected override async Task<IReadOnlyList<Task<JournalEntry>>> CommitAsync(IReadOnlyList<Notice> group)
    {
        var entries = new Dictionary<(Guid OrderId, string Notice), JournalEntry>(group.Count);
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. group.Select(notice => notice.OrderId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(notice => notice.Name)] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = channel });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(notice => notice.MessageId)] });
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. group.Select(notice => notice.Recipient)] });
        // Not prepared automatically: a group that fails in that moment would make the next one fail, too (npgsql/npgsql#6391).
        await command.PrepareAsync();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                entries[(reader.GetGuid(0), reader.GetString(1))] = new(Enum.TryParse<NoticeOutcome>(reader.GetString(2), out var outcome) ? outcome : null, reader.GetInt32(3));
            // Rows arrive before their commit; a failed one shows behind them, and disposing of the reader would hide it.
            await reader.NextResultAsync();
        }

        return [.. group.Select(notice => Task.FromResult(entries[(notice.OrderId, notice.Name)]))];
    }
}
