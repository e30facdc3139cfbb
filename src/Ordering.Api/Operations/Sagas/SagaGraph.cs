using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>What the order saga does with each event in each state: order-saga.json, which a test of Ordering.Sagas generates from the machine.</summary>
public sealed record SagaGraph
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static readonly SagaGraph Instance = Read();

    /// <summary>A Mermaid state diagram.</summary>
    public required string Diagram { get; init; }

    /// <summary>By the event's message and the state.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, SagaDecision>> Events { get; init; }

    /// <summary>The states of an order that the saga has.</summary>
    public IReadOnlyList<string> States => [.. Events.Values.SelectMany(on => on.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>The events that can lead out of a state.</summary>
    public IReadOnlyList<string> EventsOutOf(string state) => [.. Events.Where(on => on.Value.TryGetValue(state, out var decision) && decision.Targets.Count > 0).Select(on => on.Key)];

    /// <summary>Whether a message is one of the saga's events.</summary>
    public bool Knows(string message) => Events.ContainsKey(message);

    /// <returns>Null for what is no event or state.</returns>
    public SagaDecision? DecisionOn(string message, string state) => Events.GetValueOrDefault(message)?.GetValueOrDefault(state);

    static SagaGraph Read()
    {
        var resource = $"{typeof(SagaGraph).Namespace}.order-saga.json";
        using var stream = typeof(SagaGraph).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"There is no embedded file {resource}.");
        return JsonSerializer.Deserialize<SagaGraph>(stream, Json)!;
    }
}
