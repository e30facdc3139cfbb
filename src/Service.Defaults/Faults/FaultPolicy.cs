using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// The one fault policy. Every consumer's and saga's definition calls it first, and on the endpoint: retry on a consumer
/// would run inside the outbox and send again what the failed attempt had captured.
/// </summary>
public static class FaultPolicy
{
    // Together about eight seconds: longer than any transaction that the winner of a conflict may hold open.
    const int ConflictRetries = 25;
    static readonly TimeSpan FirstConflictWait = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan LongestConflictWait = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan ConflictWaitStep = TimeSpan.FromMilliseconds(20);

    // A year at the longest default wait. Each redelivery is a message of its own: the number costs nothing.
    const int RedeliveriesOfUnknownOutcomes = 52_560;

    /// <summary>
    /// Outermost first: faults of servers wait; crash loops are broken; faults of the message are redelivered later and,
    /// after the last time, go to _error; before that come short retries, and generous ones for conflicts.
    /// </summary>
    public static void UseFaultPolicy(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        var timings = context.GetRequiredService<FaultTimings>();
        var metrics = context.GetRequiredService<FaultMetrics>();
        var logger = context.GetRequiredService<ILoggerFactory>().CreateLogger("FlashSale.Faults");
        var queue = endpoint.InputAddress.AbsolutePath.Split('/')[^1];

        var wait = new HoldOnInfrastructureFault(timings.LongestHold, queue, metrics, logger);
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(wait));
        endpoint.ConnectReceiveEndpointObserver(wait);
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(
            new BreakCrashLoops(context.GetRequiredService<CrashLoopCounter>(), queue, metrics, logger)));

        endpoint.UseScheduledRedelivery(redelivery =>
        {
            redelivery.Handle<Exception>(exception => !InfrastructureFault.Is(exception) && !Is<OutcomeUnknownException>(exception));
            redelivery.Intervals([.. timings.Redeliveries]);
        });
        endpoint.UseScheduledRedelivery(redelivery =>
        {
            redelivery.Handle<Exception>(exception => !InfrastructureFault.Is(exception) && Is<OutcomeUnknownException>(exception));
            redelivery.Intervals([.. timings.Redeliveries, .. Enumerable.Repeat(timings.Redeliveries.DefaultIfEmpty(TimeSpan.FromMinutes(1)).Last(), RedeliveriesOfUnknownOutcomes)]);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(ConcurrencyConflict.Is);
            retry.Exponential(ConflictRetries, FirstConflictWait, LongestConflictWait, ConflictWaitStep);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(exception => !InfrastructureFault.Is(exception) && !ConcurrencyConflict.Is(exception) && !Is<RetryLaterException>(exception));
            retry.Intervals([.. timings.Retries]);
        });
    }

    static bool Is<TException>(Exception exception) => InfrastructureFault.Any(exception, static any => any is TException);
}
