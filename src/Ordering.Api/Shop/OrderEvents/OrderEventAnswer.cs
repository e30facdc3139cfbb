using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace FlashSale.Ordering.Api.Shop.OrderEvents;

/// <summary>Writes a stream's events to its client until the stream ends, the client leaves, or it does not read.</summary>
public sealed class OrderEventAnswer(OrderFollower follower, OrderWatcher watcher, OrderStreamMetrics metrics, TimeProvider clock) : IResult
{
    /// <summary>A client that reads nothing for this long is disconnected. It may resume.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = httpContext.Response.BodyWriter;
        var left = httpContext.RequestAborted;
        Describe(httpContext.Response);
        try
        {
            // A client whose stream ends because this instance stops reconnects when its port is closed, and finds another.
            body.Write("retry: 3000\n\n"u8);
            await FlushAsync(body, left);
            await foreach (var change in follower.ReadAllAsync(left))
            {
                Write(body, change);
                await FlushAsync(body, left);
                if (change is not null)
                    metrics.Sent();
            }
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The client left.
        }
        catch (TimeoutException)
        {
            metrics.Dropped();
            httpContext.Abort();
        }
        finally
        {
            watcher.Close(follower);
        }
    }

    public static void Describe(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Else nginx buffers the events.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <exception cref="TimeoutException">The client has not read what was written before.</exception>
    async ValueTask FlushAsync(PipeWriter body, CancellationToken left)
    {
        var flush = body.FlushAsync(left);
        // No timer for clients that read, which nearly all do.
        if (flush.IsCompleted)
            await flush;
        else
            await flush.AsTask().WaitAsync(Timeout, clock, left);
    }

    static void Write(PipeWriter body, OrderEvent? change)
    {
        if (change is null)
        {
            body.Write(":\n\n"u8);
            return;
        }

        body.Write(Encoding.UTF8.GetBytes($"id: {change.Position.ToString(CultureInfo.InvariantCulture)}\nevent: status\ndata: "));
        body.Write(change.ToJson());
        body.Write("\n\n"u8);
    }
}
