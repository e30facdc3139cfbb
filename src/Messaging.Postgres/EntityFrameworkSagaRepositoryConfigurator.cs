using MassTransit.Configuration;
using MassTransit.PostgresIntegration;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MassTransit;

/// <summary>What EntityFrameworkRepository configures. Rows are locked with FOR UPDATE while an event is handled.</summary>
public sealed class EntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    internal Action<ISagaRepositoryRegistrationConfigurator<TSaga>>? Register { get; private set; }

    /// <summary>The DbContext that maps the saga; registered by the application with AddDbContext.</summary>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> ExistingDbContext<TDbContext>()
        where TDbContext : DbContext
    {
        Register = services =>
        {
            services.AddSingleton(new SharingSaga(TypeCache<TSaga>.ShortName, typeof(TDbContext)));
            services.TryAddSingleton<SharedTransactions<TSaga, TDbContext>>();
            // Read sides first: the last call only adds stand-ins for them.
            services.RegisterLoadSagaRepository<TSaga, PostgresSagaRepositoryContextFactory<TSaga, TDbContext>>();
            services.RegisterQuerySagaRepository<TSaga, PostgresSagaRepositoryContextFactory<TSaga, TDbContext>>();
            services.RegisterSagaRepository<TSaga, DbContext, SagaConsumeContextFactory<DbContext, TSaga>, PostgresSagaRepositoryContextFactory<TSaga, TDbContext>>();
        };
        return this;
    }

    /// <summary>States the database. PostgreSQL is the only one.</summary>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> UsePostgres() => this;
}
