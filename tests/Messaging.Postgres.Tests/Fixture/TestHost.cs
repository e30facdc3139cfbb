using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MassTransit.Tests;

/// <summary>One process of the test: a bus, its endpoints and the messaging loops.</summary>
public sealed class TestHost(IHost host, NpgsqlDataSource dataSource) : IAsyncDisposable
{
    bool _stopped;

    public IServiceProvider Services => host.Services;
    public IBus Bus => Services.GetRequiredService<IBus>();

    public Task StartAsync() => host.StartAsync();

    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await host.StopAsync();
        host.Dispose();
        await dataSource.DisposeAsync();
    }

    /// <summary>Sends to a queue of this virtual host, with the message id that a test wants.</summary>
    /// <returns>The message id.</returns>
    public async Task<Guid> SendAsync<T>(string queue, T message, Guid? messageId = null)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        var id = messageId ?? NewId.NextGuid();
        await endpoint.Send(message, context => context.MessageId = id);
        return id;
    }

    /// <summary>Runs in a scope of its own, as a web request does.</summary>
    public async Task InScopeAsync(Func<IServiceProvider, Task> act)
    {
        await using var scope = Services.CreateAsyncScope();
        await act(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
