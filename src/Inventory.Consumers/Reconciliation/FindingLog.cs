using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>The record of findings: inventory.findings.</summary>
public sealed class FindingLog(NpgsqlDataSource database)
{
    static readonly EmbeddedSql Sql = new(typeof(FindingLog));

    /// <summary>Notes what a walk saw: confirmed findings, and those on record that are gone.</summary>
    /// <returns>The findings that were not recorded before.</returns>
    public async Task<IReadOnlyList<Finding>> NoteAsync(
        SaleReport report, TimeSpan took, IReadOnlyCollection<(Finding Finding, DateTimeOffset FirstSeenAt)> confirmed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = new List<Finding>();
        if (confirmed.Count > 0)
        {
            await using var note = Command(connection, Sql.Named("note_findings"), report.ProductId);
            AddKeys(note, confirmed.Select(one => one.Finding));
            Add(note, NpgsqlDbType.Integer, confirmed.Select(one => one.Finding.Units).ToArray());
            Add(note, NpgsqlDbType.TimestampTz, confirmed.Select(one => one.FirstSeenAt.ToUniversalTime()).ToArray());
            await using var rows = await note.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                if (rows.GetBoolean(3))
                    found.Add(new(FindingKinds.Named(rows.GetString(0)), rows.IsDBNull(1) ? null : rows.GetGuid(1), rows.GetInt32(2)));
            }
        }

        await using (var close = Command(connection, Sql.Named("close_findings"), report.ProductId))
        {
            AddKeys(close, report.Findings);
            await close.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var walk = Command(connection, Sql.Named("note_walk"), report.ProductId, report.Orders, took.TotalSeconds);
        await walk.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found;
    }

    /// <summary>The recorded findings that are still open.</summary>
    public async Task<IReadOnlyList<(string ProductId, Finding Finding)>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT product_id, kind, order_id, units FROM inventory.findings WHERE gone_at IS NULL ORDER BY id");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var open = new List<(string, Finding)>();
        while (await rows.ReadAsync(cancellationToken))
            open.Add((rows.GetString(0), new(FindingKinds.Named(rows.GetString(1)), rows.IsDBNull(2) ? null : rows.GetGuid(2), rows.GetInt32(3))));
        return open;
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    static void AddKeys(NpgsqlCommand command, IEnumerable<Finding> findings)
    {
        Add(command, NpgsqlDbType.Text, findings.Select(finding => finding.Kind.Name()).ToArray());
        Add(command, NpgsqlDbType.Uuid, findings.Select(finding => finding.OrderId).ToArray());
    }

    static void Add(NpgsqlCommand command, NpgsqlDbType type, object values) =>
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values });
}
