namespace MassTransit.PostgresIntegration;

/// <summary>Which sagas' messages share transactions.</summary>
sealed class TransactionSharing(IEnumerable<SharingSaga> sagas, PostgresMessagingOptions options)
{
    readonly HashSet<SharingSaga> _sagas = [.. sagas];

    public bool Includes(string consumerType, Type dbContext) => options.SharedTransactions > 0 && _sagas.Contains(new(consumerType, dbContext));
}
