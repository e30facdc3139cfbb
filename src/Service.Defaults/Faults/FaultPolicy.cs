using FlashSale.ServiceDefaults.Faults.Braking;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

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

    // A sale is open again 20 to 30 s after its loss: the first wait for a minute, then the second for a week. 10,000 releases every 5 s
    // would take more from the other sales than they give back.
    const int FirstRedeliveriesOfALostSale = 12;
    const int RedeliveriesOfALostSale = 20_160;

    /// <summary>
    /// Outermost first: markers are noted; dead letters are noted; messages of a braked endpoint wait; faults of servers wait; crash loops are
    /// broken; faults of the message are redelivered later and, after the last time, go to _error; what one lost sale cannot do yet is redelivered
    /// until it can; before that come short retries, and generous ones for conflicts.
    /// </summary>
    public static void UseFaultPolicy(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        var timings = context.GetRequiredService<FaultTimings>();
        var metrics = context.GetRequiredService<FaultMetrics>();
        var logger = context.GetRequiredService<ILoggerFactory>().CreateLogger("FlashSale.Faults");
        var queue = endpoint.InputAddress.AbsolutePath.Split('/')[^1];

        var database = context.GetRequiredService<NpgsqlDataSource>();
        var brake = context.GetRequiredService<EndpointBrakes>().Of(queue);
        var stopping = new EndpointStopping();
        endpoint.ConnectReceiveEndpointObserver(stopping);
        var whileBraked = new HoldWhileBraked(brake, stopping, timings.LongestHold, queue, context.GetRequiredService<TimeProvider>(), metrics);
        var wait = new HoldOnInfrastructureFault(stopping, timings.LongestHold, queue, metrics, logger);
        var crashLoops = new BreakCrashLoops(context.GetRequiredService<CrashLoopCounter>(), context.GetRequiredService<CrashLoopIsolation>(), queue, metrics, logger);
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(
            new NoteQueueMarkers(new QueueMarkers(database), queue, () => whileBraked.IsHolding || wait.IsHolding || crashLoops.HasRedelivered, logger)));
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            rabbit.Bind<QueueMarker>();
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(new NoteDeadLetters(database, queue, logger)));
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(whileBraked));
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(wait));
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(crashLoops));

        endpoint.UseScheduledRedelivery(redelivery =>
        {
            redelivery.Handle<Exception>(exception => IsOfTheMessage(exception) && !Is<OutcomeUnknownException>(exception));
            redelivery.Intervals([.. timings.Redeliveries]);
        });
        endpoint.UseScheduledRedelivery(redelivery =>
        {
            redelivery.Handle<Exception>(InfrastructureFault.IsOfOneSale);
            redelivery.Intervals(WaitsOfALostSale(timings));
        });
        endpoint.UseScheduledRedelivery(redelivery =>
        {
            redelivery.Handle<Exception>(exception => IsOfTheMessage(exception) && Is<OutcomeUnknownException>(exception));
            redelivery.Intervals([.. timings.Redeliveries, .. Enumerable.Repeat(timings.Redeliveries.DefaultIfEmpty(TimeSpan.FromMinutes(1)).Last(), RedeliveriesOfUnknownOutcomes)]);
        });
        NoteCommonCauseObserver.Connect(endpoint, brake);
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

    static TimeSpan[] WaitsOfALostSale(FaultTimings timings)
    {
        var waits = timings.Redeliveries.DefaultIfEmpty(TimeSpan.FromSeconds(5)).Take(2).ToArray();
        return [.. Enumerable.Repeat(waits[0], FirstRedeliveriesOfALostSale), .. Enumerable.Repeat(waits[^1], RedeliveriesOfALostSale)];
    }

    static bool IsOfTheMessage(Exception exception) => !InfrastructureFault.Is(exception) && exception is not BrakedException;

    static bool Is<TException>(Exception exception) => InfrastructureFault.Any(exception, static any => any is TException);
}
