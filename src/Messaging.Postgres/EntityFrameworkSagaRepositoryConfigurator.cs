using Microsoft.EntityFrameworkCore;

namespace MassTransit;

/// <summary>What EntityFrameworkRepository configures. Rows are locked with FOR UPDATE while an event is handled.</summary>
public sealed class EntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    internal Type? DbContextType { get; private set; }

    /// <summary>The DbContext that maps the saga; registered by the application with AddDbContext.</summary>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> ExistingDbContext<TDbContext>()
        where TDbContext : DbContext
    {
        DbContextType = typeof(TDbContext);
        return this;
    }

    /// <summary>States the database. PostgreSQL is the only one.</summary>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> UsePostgres() => this;
}
