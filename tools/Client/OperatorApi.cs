using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlashSale.Client.DeadLetters;
using FlashSale.Client.Parked;
using FlashSale.Client.Reconciliation;
using FlashSale.Client.Sagas;

namespace FlashSale.Client;

/// <summary>
/// The operators' API, /api/ops, under its key. A refusal is an <see cref="ApiRefusalException"/>; no answer, or none that can be
/// understood, is an <see cref="ApiUnreachableException"/>.
/// </summary>
public sealed class OperatorApi : IDisposable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // Looking at a queue of ten thousand takes seconds, and a comparison of the books twenty.
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly HttpClient _http;

    public OperatorApi(Uri address, string key)
    {
        _http = new() { BaseAddress = address, Timeout = Timeout };
        _http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public Task<IReadOnlyList<QueueOverview>> ListDeadLettersAsync(CancellationToken cancellationToken) =>
        SendAsync<IReadOnlyList<QueueOverview>>(HttpMethod.Get, "dead-letters", cancellationToken);

    /// <summary>Dead letters of a queue, with their forecasts. This route has no filter by message id: see <see cref="ReadDeadLetterAsync"/>.</summary>
    public Task<DeadLetterPage> ReadDeadLettersAsync(string queue, DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        var query = Query(("limit", $"{limit}"), ("messageType", filter.MessageType), ("exceptionType", filter.ExceptionType), ("orderId", filter.OrderId?.ToString()));
        return SendAsync<DeadLetterPage>(HttpMethod.Get, $"dead-letters/{Uri.EscapeDataString(queue)}{query}", cancellationToken);
    }

    /// <summary>One dead letter with its headers and its message, as it was sent: for people to read.</summary>
    public Task<JsonElement> ReadDeadLetterAsync(string queue, string messageId, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Get, $"dead-letters/{Uri.EscapeDataString(queue)}/{Uri.EscapeDataString(messageId)}", cancellationToken);

    /// <param name="by">Who wants it; goes on record.</param>
    public Task<Replay> ReplayAsync(string queue, ReplayRequest request, string by, CancellationToken cancellationToken) =>
        SendAsync<Replay>(HttpMethod.Post, $"dead-letters/{Uri.EscapeDataString(queue)}/redeliver", cancellationToken, request with { DryRun = false }, by);

    /// <summary>What a replay would do now. Nothing is replayed.</summary>
    public Task<ReplayForecast> ForecastAsync(string queue, ReplayRequest request, string by, CancellationToken cancellationToken) =>
        SendAsync<ReplayForecast>(HttpMethod.Post, $"dead-letters/{Uri.EscapeDataString(queue)}/redeliver", cancellationToken, request with { DryRun = true }, by);

    public Task<Replay> ReadReplayAsync(Guid id, CancellationToken cancellationToken) =>
        SendAsync<Replay>(HttpMethod.Get, $"dead-letters/redeliveries/{id}", cancellationToken);

    /// <summary>The newest first; with an order's id those that touched it.</summary>
    public Task<IReadOnlyList<Replay>> ListReplaysAsync(Guid? orderId, CancellationToken cancellationToken) =>
        SendAsync<IReadOnlyList<Replay>>(HttpMethod.Get, $"dead-letters/redeliveries{Query(("orderId", orderId?.ToString()))}", cancellationToken);

    /// <summary>What does not balance, as last compared.</summary>
    public Task<Findings> ReadFindingsAsync(string? productId, CancellationToken cancellationToken) =>
        SendAsync<Findings>(HttpMethod.Get, $"reconciliation{Query(("productId", productId))}", cancellationToken);

    /// <summary>Has the books compared now. The answer may come before the end of it: see <see cref="ReadReconciliationAsync"/>.</summary>
    public Task<ReconciliationAnswer> ReconcileAsync(ReconciliationWish wish, string by, CancellationToken cancellationToken) =>
        SendAsync<ReconciliationAnswer>(HttpMethod.Post, "reconciliation", cancellationToken, wish, by);

    public Task<ReconciliationAnswer> ReadReconciliationAsync(Guid id, CancellationToken cancellationToken) =>
        SendAsync<ReconciliationAnswer>(HttpMethod.Get, $"reconciliation/requests/{id}", cancellationToken);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<ReconciliationRequest>> ListReconciliationsAsync(CancellationToken cancellationToken) =>
        SendAsync<IReadOnlyList<ReconciliationRequest>>(HttpMethod.Get, "reconciliation/requests", cancellationToken);

    /// <summary>What orders wait for; when that is wished, it is asked for again.</summary>
    public Task<Resumption> ResumeAsync(ResumeWish wish, string by, CancellationToken cancellationToken) =>
        SendAsync<Resumption>(HttpMethod.Post, "sagas/resume", cancellationToken, wish, by);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<ResumeRequest>> ListResumesAsync(CancellationToken cancellationToken) =>
        SendAsync<IReadOnlyList<ResumeRequest>>(HttpMethod.Get, "sagas/resumes", cancellationToken);

    /// <summary>Messages that were refused too often, the longest parked first.</summary>
    public Task<IReadOnlyList<ParkedMessage>> ListParkedAsync(CancellationToken cancellationToken) =>
        SendAsync<IReadOnlyList<ParkedMessage>>(HttpMethod.Get, "parked-messages", cancellationToken);

    /// <summary>One parked message with its properties and body, as it would be sent: for people to read.</summary>
    public Task<JsonElement> ReadParkedAsync(long id, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(HttpMethod.Get, $"parked-messages/{id}", cancellationToken);

    public Task<ParkedCount> SendParkedAsync(ParkedWish wish, string by, CancellationToken cancellationToken) =>
        SendAsync<ParkedCount>(HttpMethod.Post, "parked-messages/send", cancellationToken, wish, by);

    public Task<ParkedCount> DiscardParkedAsync(ParkedWish wish, string by, CancellationToken cancellationToken) =>
        SendAsync<ParkedCount>(HttpMethod.Post, "parked-messages/discard", cancellationToken, wish, by);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<ClosedMessages>> ListClosedParkedAsync(CancellationToken cancellationToken) =>
        SendAsync<IReadOnlyList<ClosedMessages>>(HttpMethod.Get, "parked-messages/history", cancellationToken);

    public void Dispose() => _http.Dispose();

    async Task<T> SendAsync<T>(HttpMethod method, string path, CancellationToken cancellationToken, object? body = null, string? by = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/ops/{path}") { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json) };
        if (by is not null)
            request.Headers.Add("X-User-ID", by);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw ApiRefusalException.Read((int)response.StatusCode, text);
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException("The answer is null.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ApiUnreachableException(_http.BaseAddress!, exception);
        }
    }

    static string Query(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var query = "";
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }

        return query;
    }
}
