using System.Text;
using System.Text.Json;
using MassTransit.Context;
using MassTransit.Serialization;

namespace MassTransit.PostgresIntegration;

/// <summary>Ids, addresses, headers and the transport's own properties (routing key, mandatory, priority, ...) of a message.</summary>
sealed record MessageProperties
{
    static readonly SystemTextJsonMessageSerializer Serializer = SystemTextJsonMessageSerializer.Instance;

    public Guid? ConversationId { get; init; }
    public Guid? CorrelationId { get; init; }
    public Guid? InitiatorId { get; init; }
    public Guid? RequestId { get; init; }
    public Uri? Source { get; init; }
    public Uri? Response { get; init; }
    public Uri? Fault { get; init; }
    public required IReadOnlyCollection<KeyValuePair<string, object>> Headers { get; init; }
    public required IReadOnlyDictionary<string, object> Transport { get; init; }

    public static MessageProperties From(SendContext context)
    {
        var transport = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        // A delay is turned into a due time; as a property it would require a broker plug-in.
        context.Delay = null;
        (context as TransportSendContext)?.WritePropertiesTo(transport);
        return new()
        {
            ConversationId = context.ConversationId,
            CorrelationId = context.CorrelationId,
            InitiatorId = context.InitiatorId,
            RequestId = context.RequestId,
            Source = context.SourceAddress,
            Response = context.ResponseAddress,
            Fault = context.FaultAddress,
            Headers = [.. context.Headers.GetAll()],
            Transport = transport,
        };
    }

    public void ApplyTo(SendContext context)
    {
        context.ConversationId = ConversationId;
        context.CorrelationId = CorrelationId;
        context.InitiatorId = InitiatorId;
        context.RequestId = RequestId;
        context.SourceAddress = Source;
        context.ResponseAddress = Response;
        context.FaultAddress = Fault;
        foreach (var (name, value) in Headers)
            context.Headers.Set(name, value);
        if (Transport.Count > 0)
            (context as TransportSendContext)?.ReadPropertiesFrom(Transport);
    }

    public string ToJson()
    {
        using var stream = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Write(json, "conversationId", ConversationId);
            Write(json, "correlationId", CorrelationId);
            Write(json, "initiatorId", InitiatorId);
            Write(json, "requestId", RequestId);
            Write(json, "source", Source);
            Write(json, "response", Response);
            Write(json, "fault", Fault);
            Write(json, "headers", Headers);
            Write(json, "transport", Transport);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static MessageProperties FromJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        return new()
        {
            ConversationId = ReadId(json, "conversationId"),
            CorrelationId = ReadId(json, "correlationId"),
            InitiatorId = ReadId(json, "initiatorId"),
            RequestId = ReadId(json, "requestId"),
            Source = ReadAddress(json, "source"),
            Response = ReadAddress(json, "response"),
            Fault = ReadAddress(json, "fault"),
            Headers = ReadDictionary(json, "headers"),
            Transport = ReadDictionary(json, "transport"),
        };
    }

    static void Write(Utf8JsonWriter json, string name, Guid? id)
    {
        if (id is not null)
            json.WriteString(name, id.Value);
    }

    static void Write(Utf8JsonWriter json, string name, Uri? address)
    {
        if (address is not null)
            json.WriteString(name, address.AbsoluteUri);
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyCollection<KeyValuePair<string, object>> values)
    {
        if (values.Count == 0)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(Serializer.SerializeDictionary(values)!);
    }

    static Guid? ReadId(JsonElement json, string name) => json.TryGetProperty(name, out var id) ? id.GetGuid() : null;

    static Uri? ReadAddress(JsonElement json, string name) => json.TryGetProperty(name, out var address) ? new Uri(address.GetString()!) : null;

    static Dictionary<string, object> ReadDictionary(JsonElement json, string name) => json.TryGetProperty(name, out var values)
        ? new(Serializer.DeserializeDictionary<object>(values.GetRawText()) ?? [], StringComparer.OrdinalIgnoreCase)
        : [];
}
