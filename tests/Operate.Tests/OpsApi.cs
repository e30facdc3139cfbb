using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FlashSale.Operate.Tests;

/// <summary>A stand-in for the operators' API: answers as it is told, and remembers what it was asked.</summary>
sealed class OpsApi : IAsyncDisposable
{
    public const string Key = "the-ops-key";

    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, ConcurrentQueue<(int Status, string Body)>> _answers = new(StringComparer.Ordinal);

    OpsApi(WebApplication app)
    {
        _app = app;
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    public ConcurrentQueue<OpsRequest> Requests { get; } = new();

    public static async Task<OpsApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new OpsApi(builder.Build());
        await api._app.StartAsync();
        return api;
    }

    /// <param name="route">Method and path below /api/ops, without the query.</param>
    public void Answer(string route, object body) => AnswerInTurn(route, body);

    /// <summary>One after the other; the last one from then on.</summary>
    public void AnswerInTurn(string route, params IReadOnlyList<object> bodies) => _answers[route] = new(bodies.Select(body => (200, JsonSerializer.Serialize(body, JsonSerializerOptions.Web))));

    public void Refuse(string route, int status, string body) => _answers[route] = new([(status, body)]);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var path = context.Request.Path.Value!["/api/ops/".Length..];
        Requests.Enqueue(new(context.Request.Method, path, context.Request.QueryString.Value!, context.Request.Headers["X-Api-Key"].ToString(), context.Request.Headers["X-User-ID"].ToString(), await reader.ReadToEndAsync()));
        var (status, body) = (404, """{"status":404,"code":"not-found","detail":"There is no such resource."}""");
        if (_answers.TryGetValue($"{context.Request.Method} {path}", out var answers))
        {
            answers.TryPeek(out var answer);
            if (answers.Count > 1)
                answers.TryDequeue(out answer);
            (status, body) = answer;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }
}
