using Npgsql;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>Carries out operators' requests, and records the results.</summary>
public sealed class RepairRequestHandler(NpgsqlDataSource database, Reconciler reconciler, FindingLog findings, SaleRepair repair, ILogger<RepairRequestHandler> log)
{
    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        foreach (var request in await ReadAsync(cancellationToken))
        {
            var done = await DoAsync(request, cancellationToken);
            if (request.Apply)
                log.LogWarning("The books were repaired for {RequestedBy} ({Reason}): {Done}", request.RequestedBy, request.Reason, string.Join("; ", done));
            await using var end = database.CreateCommand("UPDATE inventory.reconciliations SET ended_at = now(), done = $2 WHERE id = $1");
            end.Parameters.Add(new() { Value = request.Id });
            end.Parameters.Add(new() { Value = done });
            await end.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    async Task<string[]> DoAsync(ReconciliationRequest request, CancellationToken cancellationToken)
    {
        var sales = await reconciler.WalkNowAsync(request.ProductId, cancellationToken);
        var open = (await findings.ReadAsync(cancellationToken)).ToLookup(one => one.ProductId, one => one.Finding);
        var done = new List<string>();
        foreach (var (sums, suspected) in sales)
        {
            var lines = sums.IsCarried
                ? await repair.RepairAsync(sums, [.. open[sums.ProductId]], suspected, request.Apply, cancellationToken)
                : ["Redis does not carry the sale: it is closed until it is rebuilt"];
            done.AddRange(lines.Select(line => $"{sums.ProductId}: {line}"));
        }

        return [.. done];
    }

    async Task<IReadOnlyList<ReconciliationRequest>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id, product_id, apply, requested_by, reason FROM inventory.reconciliations WHERE ended_at IS NULL ORDER BY requested_at");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var requests = new List<ReconciliationRequest>();
        while (await rows.ReadAsync(cancellationToken))
            requests.Add(new(rows.GetGuid(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.GetBoolean(2), rows.GetString(3), rows.GetString(4)));
        return requests;
    }
}
