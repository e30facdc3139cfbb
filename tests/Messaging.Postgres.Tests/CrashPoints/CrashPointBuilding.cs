using MassTransit.Configuration;
using MassTransit.PostgresIntegration;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.Tests.CrashPoints;

/// <summary>Hosts that stop at a moment.</summary>
static class CrashPointBuilding
{
    /// <summary>Stands still when the delivery has come to this point.</summary>
    public static TestHostBuilder Hold(this TestHostBuilder builder, DeliveryPoint point, Moment moment)
    {
        builder.Options += options => options.Reached = reached => reached == point ? moment.Hold() : Task.CompletedTask;
        return builder;
    }

    /// <summary>What the job's consumer does when its work is done.</summary>
    public static TestHostBuilder AtTheEnd(this TestHostBuilder builder, Func<ConsumeContext<Job>, Task> act)
    {
        builder.Services += services => services.AddSingleton(new JobScript(act));
        return builder;
    }

    public static TestHostBuilder AddJobs(this TestHostBuilder builder, Moment? before = null, Moment? after = null) =>
        builder.AddEndpoint("jobs", outbox: true, endpoint => endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(new AroundConsume(before, after))), typeof(JobConsumer));

    /// <summary>Rows are taken over soon. On a busy machine a slow confirm then looks like none, and a message may come twice.</summary>
    public static TestHostBuilder WithShortLease(this TestHostBuilder builder)
    {
        builder.Options += options => (options.Lease, options.DeliveryTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        return builder;
    }
}
