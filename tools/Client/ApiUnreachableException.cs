using System.Text.Json;

namespace FlashSale.Client;

/// <summary>The API did not answer, or something else did. What was asked for may have happened or not.</summary>
public sealed class ApiUnreachableException(Uri address, Exception cause)
    : Exception($"The API at {address.GetLeftPart(UriPartial.Authority)} {What(cause)}.", cause)
{
    static string What(Exception cause) => cause switch
    {
        JsonException => "gave an answer that cannot be read",
        OperationCanceledException => "did not answer in time",
        _ => "cannot be reached",
    };
}
