using System.Text.Json;

namespace FlashSale.Chaos.Oracle;

/// <summary>A message as RabbitMQ's management API shows it, and takes it back.</summary>
/// <param name="Exchange">Where it was published.</param>
/// <param name="Payload">The body.</param>
/// <param name="PayloadEncoding">string or base64.</param>
/// <param name="Properties">AMQP's.</param>
sealed record BrokerMessage(string Exchange, string Payload, string PayloadEncoding, JsonElement Properties);
