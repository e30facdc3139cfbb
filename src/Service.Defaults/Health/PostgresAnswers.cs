using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace FlashSale.ServiceDefaults.Health;

/// <summary>PostgreSQL answers SELECT 1 within two seconds, connecting included.</summary>
public sealed class PostgresAnswers(NpgsqlDataSource database) : IHealthCheck
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(context.Registration.FailureStatus, $"PostgreSQL did not reply within {Limit.TotalSeconds:0} s: {exception.Message}");
        }
    }
}
