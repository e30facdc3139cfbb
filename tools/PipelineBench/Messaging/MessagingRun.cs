using FlashSale.Benchmarks;
using FlashSale.PipelineBench.Measuring;
using FlashSale.ServiceDefaults.Connections;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FlashSale.PipelineBench.Messaging;

/// <summary>
/// Messaging.Postgres alone, in this process: a full queue is consumed, each message one transaction that sends one message on.
/// </summary>
sealed class MessagingRun(IReadOnlyDictionary<string, string> settings, NpgsqlDataSource database)
{
    const int WarmUp = 1000;
    const int SentAtOnce = 500;

    readonly IReadOnlyDictionary<string, int> _processes = Processes.Find(settings["FLASHSALE_HOME"]).Where(one => one.Key is "postgres" or "rabbitmq" or Processes.Load).ToDictionary();

    sealed record Reading(long Timestamp, int Messages, long Transactions, long Statements, long TransactionEnds, long Commands, double MachineCpu, IReadOnlyDictionary<string, double> Cpu);

    public static async Task<IReadOnlyList<MessagingResult>> RunAsync(int messages)
    {
        var settings = await Installation.ReadSettingsAsync();
        await using var database = NpgsqlDataSource.Create(ServerAddresses.ToNpgsql(new Uri(settings["FLASHSALE_POSTGRES"])));
        foreach (var sql in new[] { "CREATE EXTENSION IF NOT EXISTS pg_stat_statements", Sql.Named("messaging_tables") })
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        var run = new MessagingRun(settings, database);
        var trades = Enumerable.Range(0, WarmUp + messages).Select(_ => NewId.NextGuid()).ToArray();
        // All three before any: they share most of their code.
        await run.AllAsync(trades[..WarmUp]);
        return await run.AllAsync(trades[WarmUp..]);
    }

    async Task<IReadOnlyList<MessagingResult>> AllAsync(Guid[] trades) =>
    [
        await MeasureAsync("saga inserted", MessagingHost.SagaQueue, trades, trade => new BeginTrade { TradeId = trade }),
        await MeasureAsync("saga updated", MessagingHost.SagaQueue, trades, trade => new MoveTrade { TradeId = trade }),
        await MeasureAsync("consumer", MessagingHost.ConsumerQueue, trades, trade => new CheckTrade { TradeId = trade }),
    ];

    async Task<MessagingResult> MeasureAsync<T>(string name, string queue, Guid[] trades, Func<Guid, T> message)
        where T : class
    {
        ProgressLine.Say($"{name}: {trades.Length:N0} messages");
        await FillAsync(queue, trades, message);
        var counter = new DeliveryCounter(trades.Length);
        using var commands = new CommandCounter();
        using var host = MessagingHost.BuildConsumers(settings, counter);
        await host.StartAsync();
        await counter.First;
        var from = await ReadAsync(counter, commands);
        await counter.Last;
        var to = await ReadAsync(counter, commands);
        await host.StopAsync();
        await CheckAsync(trades.Length);
        return Result(name, from, to);
    }

    async Task FillAsync<T>(string queue, Guid[] trades, Func<Guid, T> message)
        where T : class
    {
        using var host = MessagingHost.BuildSender(settings);
        await host.StartAsync();
        var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{queue}"));
        foreach (var some in trades.Chunk(SentAtOnce))
            await Task.WhenAll(some.Select(trade => endpoint.Send(message(trade))));
        await host.StopAsync();
    }

    async Task<Reading> ReadAsync(DeliveryCounter counter, CommandCounter commands)
    {
        var (timestamp, messages, sent, machine, cpu) = (TimeProvider.System.GetTimestamp(), counter.Ended, commands.Commands, Processes.ReadMachineCpu(), Processes.ReadCpu(_processes));
        await using var command = database.CreateCommand(Sql.Named("transactions_and_statements"));
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(timestamp, messages, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), sent, machine, cpu);
    }

    static MessagingResult Result(string name, Reading from, Reading to)
    {
        var messages = to.Messages - from.Messages;
        var seconds = TimeProvider.System.GetElapsedTime(from.Timestamp, to.Timestamp).TotalSeconds;
        var cpu = to.Cpu.ToDictionary(process => process.Key, process => process.Value - from.Cpu[process.Key], StringComparer.Ordinal);
        return new()
        {
            Name = name,
            MessagesPerSecond = messages / seconds,
            Statements = (double)(to.Statements - from.Statements) / messages,
            Transactions = (double)(to.Transactions - from.Transactions) / messages,
            RoundTrips = (double)(to.Commands - from.Commands + to.TransactionEnds - from.TransactionEnds) / messages,
            CpuMicroseconds = cpu.ToDictionary(process => process.Key == Processes.Load ? "consumers" : process.Key, process => process.Value * 1_000_000 / messages, StringComparer.Ordinal),
            ElsewhereShare = Math.Max(0, to.MachineCpu - from.MachineCpu - cpu.Values.Sum()) / (seconds * Environment.ProcessorCount),
        };
    }

    /// <summary>Every message consumed once, every message sent on: a fast wrong run is a failed run.</summary>
    async Task CheckAsync(int messages)
    {
        await using var command = database.CreateCommand(Sql.Named("left_over"));
        command.Parameters.Add(new() { Value = messages });
        if (await command.ExecuteScalarAsync() is string leftOver)
            throw new InvalidOperationException(leftOver);
    }
}
