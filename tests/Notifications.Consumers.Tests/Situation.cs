using System.Collections.Concurrent;
using FlashSale.Contracts;
using FlashSale.ServiceDefaults;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Xunit;

namespace FlashSale.Notifications.Tests;

/// <summary>The Notifications host as it is, with a database, a virtual host and a mail server of its own, and a bus on the other side.</summary>
public abstract class Situation : IAsyncLifetime
{
    readonly TestBroker _broker = new();
    readonly ConcurrentQueue<(Guid? MessageId, NoticeEnded Message)> _ended = new();
    WebApplication? _host;
    IBusControl _otherSide = null!;

    protected TestDatabase Database { get; } = new();

    protected TestBroker Broker => _broker;

    protected SmtpServer Smtp { get; } = new();

    protected Guid OrderId { get; } = NewId.NextSequentialGuid();

    /// <summary>What the saga would get.</summary>
    protected IReadOnlyList<(Guid? MessageId, NoticeEnded Message)> Ended => [.. _ended];

    protected virtual bool SmtpIsUp => true;

    /// <summary>Seconds, as in FLASHSALE_REDELIVERY_SECONDS.</summary>
    protected virtual string Redeliveries => "0.1,0.2";

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Database.InitializeAsync(), _broker.InitializeAsync(), SmtpIsUp ? Smtp.StartAsync() : Task.CompletedTask);
        var builder = WebApplication.CreateBuilder();
        var database = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FLASHSALE_POSTGRES"] = $"postgresql://{database.Username}:{Uri.EscapeDataString(database.Password ?? "")}@{database.Host}:{database.Port}/{database.Database}",
            ["FLASHSALE_REDIS"] = Servers.Setting("FLASHSALE_REDIS"),
            ["FLASHSALE_RABBITMQ"] = _broker.Address.ToString(),
            ["FLASHSALE_RABBITMQ_MANAGEMENT"] = Servers.Setting("FLASHSALE_RABBITMQ_MANAGEMENT"),
            ["FLASHSALE_SMTP"] = Smtp.Address.ToString(),
            ["FLASHSALE_DRAIN_SECONDS"] = "0",
            // Two attempts, three times.
            ["FLASHSALE_RETRY_MILLISECONDS"] = "10",
            ["FLASHSALE_REDELIVERY_SECONDS"] = Redeliveries,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("notifications");
        builder.AddNotifications();
        _host = builder.Build();
        await _host.StartAsync();

        _otherSide = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(_broker.Address);
            bus.ReceiveEndpoint("other-side", endpoint => endpoint.Handler<NoticeEnded>(context =>
            {
                _ended.Enqueue((context.MessageId, context.Message));
                return Task.CompletedTask;
            }));
        });
        await _otherSide.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _otherSide.StopAsync();
        await StopHostAsync();
        await Smtp.DisposeAsync();
        await _broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    protected async Task StopHostAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        await _host.DisposeAsync();
        _host = null;
    }

    protected OrderConfirmed Confirmed(string? email) => new()
    {
        OrderId = OrderId,
        ProductId = "demo-phone",
        UserId = "alice",
        Quantity = 2,
        Amount = 99.80m,
        Currency = "EUR",
        Email = email,
    };

    protected Task PublishAsync<T>(T message)
        where T : class => _otherSide.Publish(message);

    protected async Task<NoticeEnded> EndedAsync(int times = 1) =>
        (await Poll.UntilAsync(() => Task.FromResult(Ended), ended => ended.Count >= times, $"{times} NoticeEnded"))[times - 1].Message;

    protected Task<string> JournalAsync(string column) =>
        Database.ScalarAsync<string>($"SELECT {column}::text FROM notifications.journal WHERE order_id = $1", OrderId);
}
