using System.Text.Json;
using RabbitMQ.Client;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>A dead letter that was taken from its queue and not acknowledged, so that it returns there as soon as it is released.</summary>
public sealed record PeekedMessage(DeadLetter Letter, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body, ulong DeliveryTag)
{
    public static PeekedMessage Read(string queue, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, ulong deliveryTag)
    {
        var headers = properties.Headers;
        var (type, message) = Open(body);
        var letter = new DeadLetter
        {
            Queue = queue,
            MessageId = properties.MessageId,
            MessageType = type,
            OrderId = message?.TryGetProperty("orderId", out var id) is true && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var orderId) ? orderId : null,
            ExceptionType = FaultHeaders.Text(headers, FaultHeaders.ExceptionType),
            Fault = FaultHeaders.Text(headers, FaultHeaders.Message),
            At = DateTimeOffset.TryParse(FaultHeaders.Text(headers, FaultHeaders.Timestamp), out var at) ? at : null,
            Attempts = 1 + FaultHeaders.Number(headers, FaultHeaders.AutomaticRedeliveries),
            Redeliveries = FaultHeaders.Number(headers, FaultHeaders.Redeliveries),
            Redelivery = Guid.TryParse(FaultHeaders.Text(headers, FaultHeaders.Redelivery), out var redelivery) ? redelivery : null,
            Message = message,
        };
        return new(letter, properties, body, deliveryTag);
    }

    /// <summary>A message may be a dead letter because it is no envelope, or not even JSON.</summary>
    static (string? Type, JsonElement? Message) Open(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var envelope = document.RootElement;
            if (envelope.ValueKind != JsonValueKind.Object)
                return (null, null);
            var type = envelope.TryGetProperty("messageType", out var types) && types.ValueKind == JsonValueKind.Array && types.GetArrayLength() > 0 ? types[0].ToString() : null;
            return (type?.Split(':')[^1], envelope.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object ? message.Clone() : null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }
}
