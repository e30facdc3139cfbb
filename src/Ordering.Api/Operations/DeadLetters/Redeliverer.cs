using System.Threading.Channels;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Faults;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>Runs replays in the background of the process that received the request. When it stops, messages that were not replayed are in their queue.</summary>
public sealed class Redeliverer(ServerAddresses addresses, RedeliveryLog log, NpgsqlDataSource database, FaultTimings timings, TimeProvider clock, ILogger<Redeliverer> logger)
    : BackgroundService
{
    readonly Channel<Redelivery> _asked = Channel.CreateUnbounded<Redelivery>();

    public void Begin(Redelivery redelivery) => _asked.Writer.TryWrite(redelivery);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        try
        {
            await foreach (var redelivery in _asked.Reader.ReadAllAsync(stoppingToken))
            {
                running.RemoveAll(task => task.IsCompleted);
                running.Add(RunAsync(redelivery, stoppingToken));
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    async Task RunAsync(Redelivery redelivery, CancellationToken stoppingToken)
    {
        var (redelivered, cameBack) = (0, 0);
        var (end, note) = (RedeliveryState.Failed, (string?)"The queue is gone.");
        try
        {
            await using var queue = await ErrorQueue.OpenAsync(addresses, redelivery.Queue, stoppingToken);
            if (queue is not null)
            {
                var run = new RedeliveryRun(redelivery, queue, log, database, timings, clock);
                try
                {
                    (end, note) = await run.RunAsync(stoppingToken);
                }
                finally
                {
                    (redelivered, cameBack) = (queue.Redelivered, run.CameBack);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            (end, note) = (RedeliveryState.Interrupted, "Its process was stopped. Messages that it did not reach are in their queue.");
        }
        catch (PublishReturnException)
        {
            note = "The queue where the messages failed does not exist.";
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Redelivery {Id} of {Queue} failed", redelivery.Id, redelivery.Queue);
            note = exception.Message;
        }

        await EndAsync(redelivery, redelivered, cameBack, end, note);
    }

    async Task EndAsync(Redelivery redelivery, int redelivered, int cameBack, RedeliveryState end, string? note)
    {
        try
        {
            await log.NoteProgressAsync(redelivery.Id, redelivered, cameBack, end, note, CancellationToken.None);
            logger.LogInformation("Redelivery {Id} of {Queue}, requested by {RequestedBy}: {State}, {Redelivered} messages, {CameBack} came back",
                redelivery.Id, redelivery.Queue, redelivery.RequestedBy, end, redelivered, cameBack);
        }
        catch (NpgsqlException exception)
        {
            // Its row stays Running, and becomes Interrupted after a time without progress.
            logger.LogWarning("The end of redelivery {Id} ({State}, {Redelivered} messages) could not be recorded: {Fault}", redelivery.Id, end, redelivered, exception.Message);
        }
    }
}
