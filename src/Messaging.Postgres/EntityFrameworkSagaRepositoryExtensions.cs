namespace MassTransit;

public static class EntityFrameworkSagaRepositoryExtensions
{
    /// <summary>Keeps the saga in PostgreSQL: <c>r.ExistingDbContext&lt;TDbContext&gt;(); r.UsePostgres();</c></summary>
    public static ISagaRegistrationConfigurator<TSaga> EntityFrameworkRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator, Action<EntityFrameworkSagaRepositoryConfigurator<TSaga>> configure)
        where TSaga : class, ISaga
    {
        var repository = new EntityFrameworkSagaRepositoryConfigurator<TSaga>();
        configure(repository);
        configurator.Repository(repository.Register ?? throw new ConfigurationException($"The repository of {typeof(TSaga).Name} needs ExistingDbContext<TDbContext>()."));
        return configurator;
    }
}
