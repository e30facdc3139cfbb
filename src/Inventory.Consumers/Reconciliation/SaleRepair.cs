using FlashSale.Inventory.Rebuild;
using Npgsql;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>
/// What can be done about the findings of one sale. Lost submissions are published again; what is wrong in Redis is rebuilt from PostgreSQL; a
/// movement that has not reached the ledger is a dead letter, which an operator replays.
/// </summary>
public sealed class SaleRepair(NpgsqlDataSource database, LostSubmissions submissions, InFlightOrders onTheirWay, ReconciliationOptions options)
{
    const int MostNamed = 20;

    /// <param name="open">Confirmed findings.</param>
    /// <param name="suspected">What the last walk saw, confirmed or not.</param>
    /// <param name="apply">False: only report what would be done.</param>
    /// <returns>One sentence for each thing that was done or not.</returns>
    public async Task<IReadOnlyList<string>> RepairAsync(
        SaleSums sums, IReadOnlyList<Finding> open, IReadOnlyList<Finding> suspected, bool apply, CancellationToken cancellationToken)
    {
        if (open.Count == 0)
            return [suspected.Any(finding => finding.Age >= options.LeastAge) ? "nothing is confirmed; some orders are on their way for longer than usual" : "balanced"];

        var done = new List<string>();
        var lost = OrdersOf(open, FindingKind.SubmissionLost);
        if (lost.Count > 0)
        {
            done.Add(apply
                ? $"{await submissions.PublishAsync(sums.ProductId, sums.Epoch, lost, cancellationToken)} of {lost.Count} lost submissions published again: {Named(lost)}"
                : $"{lost.Count} lost submissions would be published again: {Named(lost)}");
        }

        if (open.Any(finding => finding.Kind is FindingKind.Counter or FindingKind.ReleaseLost or FindingKind.ReservationLost))
            done.Add(await MakeAnewAsync(sums, suspected, apply, cancellationToken));
        if (OrdersOf(open, FindingKind.SettlementLost) is { Count: > 0 } unsettled)
            done.Add($"{unsettled.Count} orders wait for their commit or release, which needs an operator: inspect the order, then replay its dead letter in commit-stock_error or release-stock_error: {Named(unsettled)}");
        return done;
    }

    /// <summary>An epoch that Redis does not have closes the sale; the watch over lost sales does the rest.</summary>
    async Task<string> MakeAnewAsync(SaleSums sums, IReadOnlyList<Finding> suspected, bool apply, CancellationToken cancellationToken)
    {
        // Confirmed or not: PostgreSQL does not know these orders, and a rebuild would forget them.
        if (suspected.Any(finding => finding.Kind is FindingKind.SubmissionLost && finding.Age >= options.LeastAge))
            return "not rebuilt while submissions are lost, because a rebuild would forget those orders: repeat this when each has its saga";
        try
        {
            await onTheirWay.FindAsync([sums.ProductId], cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            return $"not rebuilt while the broker's management API does not reply, because the sale would stay closed: {exception.Message}";
        }

        if (!apply)
            return "the sale would be closed and rebuilt in Redis from PostgreSQL, which takes about half a minute";
        await using var next = database.CreateCommand("SELECT ordering.next_epoch($1, $2)");
        next.Parameters.Add(new() { Value = sums.ProductId });
        next.Parameters.Add(new() { Value = sums.Epoch });
        await next.ExecuteNonQueryAsync(cancellationToken);
        return "the sale is closed and being rebuilt in Redis from PostgreSQL, which takes about half a minute";
    }

    static List<Guid> OrdersOf(IEnumerable<Finding> findings, FindingKind kind) => [.. findings.Where(finding => finding.Kind == kind).Select(finding => finding.OrderId!.Value)];

    static string Named(List<Guid> orders) => string.Join(' ', orders.Take(MostNamed)) + (orders.Count > MostNamed ? $" and {orders.Count - MostNamed} more" : "");
}
