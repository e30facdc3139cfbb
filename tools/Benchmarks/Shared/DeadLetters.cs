using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace FlashSale.Benchmarks.Shared;

/// <summary>Queues that hold what the pipeline gave up on. A run that leaves something there has failed.</summary>
sealed class DeadLetters : IDisposable
{
    readonly HttpClient _management;
    readonly string _virtualHost;

    /// <param name="management">RabbitMQ's management API, user and password in it.</param>
    /// <param name="virtualHost">Whose queues; / is the default one.</param>
    public DeadLetters(Uri management, string virtualHost)
    {
        _virtualHost = Uri.EscapeDataString(virtualHost);
        _management = new() { BaseAddress = new Uri(management.GetLeftPart(UriPartial.Scheme) + management.Authority) };
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
    }

    /// <exception cref="InvalidOperationException">There are some; the message tells where and how many.</exception>
    /// <remarks>RabbitMQ counts every few seconds: what came within the last ones may be missed until the next look.</remarks>
    public async Task RequireNoneAsync()
    {
        var queues = await _management.GetFromJsonAsync<Queue[]>($"api/queues/{_virtualHost}?columns=name,messages") ?? [];
        var left = queues.Where(queue => queue.Messages > 0 && (queue.Name.EndsWith("_error", StringComparison.Ordinal) || queue.Name.EndsWith("_skipped", StringComparison.Ordinal))).ToArray();
        if (left.Length > 0)
            throw new InvalidOperationException($"Dead letters: {string.Join(", ", left.Select(queue => $"{queue.Messages} in {queue.Name}"))}.");
    }

    public void Dispose() => _management.Dispose();

    sealed record Queue(string Name, int Messages);
}
