using System.Text.Json;

namespace FlashSale.Ordering.Api.Operations.Parked;

/// <summary>A parked message with all that would be sent.</summary>
/// <param name="Properties">Ids, addresses, headers and what the transport needs.</param>
/// <param name="Body">As text, which it usually is: JSON.</param>
public sealed record WholeMessage(ParkedMessage Message, JsonElement Properties, string Body);
