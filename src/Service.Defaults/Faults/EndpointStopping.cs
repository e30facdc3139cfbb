using MassTransit;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>Tells what holds messages of an endpoint that the endpoint stops.</summary>
sealed class EndpointStopping : IReceiveEndpointObserver
{
    readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Began => _began.Task;

    public bool HasBegun => Began.IsCompleted;

    public Task Stopping(ReceiveEndpointStopping stopping)
    {
        _began.TrySetResult();
        return Task.CompletedTask;
    }

    public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
}
