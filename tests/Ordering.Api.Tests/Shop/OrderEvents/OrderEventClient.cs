using System.Net.ServerSentEvents;
using System.Text.Json;
using Shouldly;

namespace FlashSale.Ordering.Api.Tests.Shop.OrderEvents;

/// <summary>A client that follows an order, and reads when it is asked to.</summary>
sealed class OrderEventClient : IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    readonly HttpResponseMessage _answer;
    readonly IAsyncEnumerator<SseItem<string>> _events;

    OrderEventClient(HttpResponseMessage answer, Stream body) =>
        (_answer, _events) = (answer, SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator());

    public static async Task<HttpResponseMessage> AskAsync(HttpClient http, object orderId, string? user = "alice", long? last = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/orders/{orderId}/events");
        if (user is not null)
            request.Headers.Add("X-User-ID", user);
        if (last is not null)
            request.Headers.Add("Last-Event-ID", $"{last}");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static async Task<OrderEventClient> FollowAsync(HttpClient http, Guid orderId, string user = "alice", long? last = null)
    {
        var answer = await AskAsync(http, orderId, user, last);
        ((int)answer.StatusCode).ShouldBe(200);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>Looks at the status first: the content of a stream that should not be there would never end.</summary>
    public static async Task<HttpResponseMessage> RefusedAsync(HttpClient http, object orderId, int status, string code, string? user = "alice")
    {
        var answer = await AskAsync(http, orderId, user);
        ((int)answer.StatusCode).ShouldBe(status);
        await answer.ShouldRefuseAsync(status, code);
        return answer;
    }

    /// <summary>The next event; null when the stream ends.</summary>
    public async Task<(long Id, string Status)?> NextAsync()
    {
        if (!await _events.MoveNextAsync().AsTask().WaitAsync(Timeout))
            return null;
        _events.Current.EventType.ShouldBe("status");
        return (long.Parse(_events.Current.EventId!), JsonDocument.Parse(_events.Current.Data).RootElement.GetProperty("status").GetString()!);
    }

    /// <summary>All that comes until the stream ends.</summary>
    public async Task<List<(long Id, string Status)>> RestAsync()
    {
        var rest = new List<(long, string)>();
        while (await NextAsync() is { } one)
            rest.Add(one);
        return rest;
    }

    public ValueTask DisposeAsync()
    {
        // Not the enumerator: it may be in the middle of a read, which this ends.
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
