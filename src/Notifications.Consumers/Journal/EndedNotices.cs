using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Notifications.Journal;

/// <summary>Notices that have ended, recorded together.</summary>
sealed class EndedNotices(NpgsqlDataSource database, string channel, string sql) : GroupCommit<NoticeEnd, NoticeEnd>(maxSize: 100, lanes: 1)
{
    // The channel has replied: this must not be abandoned because the host stops.
    public Task EndAsync(NoticeEnd end) => RunAsync(end, CancellationToken.None);

    protected override async Task<IReadOnlyList<Task<NoticeEnd>>> CommitAsync(IReadOnlyList<NoticeEnd> group)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. group.Select(end => end.Notice.OrderId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(end => end.Notice.Name)] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = channel });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(end => end.Notice.MessageId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(end => end.Outcome.ToString())] });
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. group.Select(end => end.Error)] });
        // Not prepared automatically: a group that fails in that moment would make the next one fail, too (npgsql/npgsql#6391).
        await command.PrepareAsync();
        await command.ExecuteNonQueryAsync();
        return [.. group.Select(Task.FromResult)];
    }
}
