using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>Reads the columns that outbox and scheduled_message share.</summary>
static class CapturedMessageReader
{
    /// <param name="first">Index of message_id; destination, content_type, message_types, body, properties and time to live follow.</param>
    public static CapturedMessage Read(NpgsqlDataReader reader, int first)
    {
        var properties = reader.GetString(first + 5);
        return new()
        {
            MessageId = reader.GetGuid(first),
            Destination = reader.GetString(first + 1),
            ContentType = reader.GetString(first + 2),
            MessageTypes = reader.GetString(first + 3),
            Body = reader.GetFieldValue<byte[]>(first + 4),
            Properties = new(() => MessageProperties.FromJson(properties)),
            TimeToLive = reader.IsDBNull(first + 6) ? null : reader.GetTimeSpan(first + 6),
        };
    }
}
