using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.BarePost;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Answer))]
sealed partial class Bodies : JsonSerializerContext;
