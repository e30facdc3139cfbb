using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>Answers by status, as the API counts them itself: a script that has wrk tell them apart costs it a twelfth of its rate.</summary>
sealed class Statuses(HttpClient http, Uri metrics)
{
    const string Metric = "http_server_request_duration_seconds_count";

    /// <param name="method">GET or POST.</param>
    /// <returns>Status to answers since the process began.</returns>
    public async Task<IReadOnlyDictionary<string, double>> ReadAsync(HttpMethod method) =>
        MetricsText.SumBy(await http.GetStringAsync(metrics), Metric, "http_response_status_code", $"http_request_method=\"{method}\"");

    /// <returns>What was answered between two looks, without what was not.</returns>
    public static IReadOnlyDictionary<string, long> Between(IReadOnlyDictionary<string, double> from, IReadOnlyDictionary<string, double> to) =>
        to.Select(one => (one.Key, Count: (long)(one.Value - from.GetValueOrDefault(one.Key)))).Where(one => one.Count > 0).ToDictionary(one => one.Key, one => one.Count, StringComparer.Ordinal);
}
