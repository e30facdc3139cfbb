using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>Loads and locks sagas' rows. The statement is read from the EF model and kept by model: two contexts may map one saga.</summary>
static class SagaRow
{
    static readonly ConditionalWeakTable<IModel, Dictionary<Type, string>> Statements = [];

    /// <summary>Locked in the order of their keys: transactions that share rows wait for each other, but never mutually.</summary>
    public static async Task<IReadOnlyDictionary<Guid, TSaga>> LockAsync<TSaga>(DbContext dbContext, Guid[] correlationIds, CancellationToken cancellationToken)
        where TSaga : class, ISaga
    {
        if (correlationIds.Length == 0)
            return new Dictionary<Guid, TSaga>();
        // Not composed over: the statement would become a subquery.
        var rows = dbContext.Set<TSaga>().FromSqlRaw(Statement(dbContext, typeof(TSaga)), (object)correlationIds).AsTracking();
        return await rows.ToDictionaryAsync(saga => saga.CorrelationId, cancellationToken);
    }

    static string Statement(DbContext dbContext, Type saga)
    {
        var statements = Statements.GetOrCreateValue(dbContext.Model);
        lock (statements)
        {
            if (!statements.TryGetValue(saga, out var statement))
                statements[saga] = statement = Create(dbContext, saga);
            return statement;
        }
    }

    static string Create(DbContext dbContext, Type saga)
    {
        var entity = dbContext.Model.FindEntityType(saga) ?? throw new ConfigurationException($"{dbContext.GetType().Name} does not map {saga.Name}.");
        if (entity.FindPrimaryKey()?.Properties is not [{ Name: nameof(ISaga.CorrelationId) } key])
            throw new ConfigurationException($"The primary key of {saga.Name} must be {nameof(ISaga.CorrelationId)} alone: it is what makes a second instance impossible.");

        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table) ?? throw new ConfigurationException($"{saga.Name} is not mapped to a table.");
        var quote = new NpgsqlCommandBuilder();
        // SELECT * leaves system columns out; xmin may be mapped as the row version.
        var systemColumns = entity.GetProperties().Any(property => property.GetColumnName(table) == "xmin") ? ", xmin" : "";
        var schema = table.Schema is null ? "" : quote.QuoteIdentifier(table.Schema) + ".";
        var id = quote.QuoteIdentifier(key.GetColumnName(table)!);
        return $"SELECT *{systemColumns} FROM {schema}{quote.QuoteIdentifier(table.Name)} WHERE {id} = ANY ({{0}}) ORDER BY {id} FOR UPDATE";
    }
}
