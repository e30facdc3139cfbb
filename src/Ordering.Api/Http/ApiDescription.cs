using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FlashSale.Ordering.Api.Http;

/// <summary>The parts of the API's description that the framework cannot derive, because the routes read their headers by hand.</summary>
static class ApiDescription
{
    const string Conventions = """
        Bodies are JSON objects of up to 32 KiB, sent as they are (no Content-Encoding). Unknown fields are ignored; a field that is named twice
        is refused, whatever its case. A whole number may be written 1.0. Amounts have at most the decimals of their currency (ISO 4217).
        Times need a zone (RFC 3339); answers have UTC, with a Z. Idempotency-Key is 1 to 128 visible ASCII characters, bare or as a quoted
        string; "abc" and abc are the same key. Every route that supports GET supports HEAD. Every refusal is a problem document (RFC 9457) with
        a stable code; its errors name the fields as they are sent.
        """;

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "FlashSale";
            document.Info.Description = Conventions;
            // It is wherever GET is, and would double the page.
            foreach (var path in document.Paths.Values)
                path.Operations?.Remove(HttpMethod.Head);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            foreach (var header in metadata.OfType<HeaderOfRequest>())
                Describe(operation, header);
            if (metadata.OfType<OpsKey>().Any())
                Describe(operation, new(OpsKey.Header));
            return Task.CompletedTask;
        });
    }

    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder route, string name, bool required = true) =>
        route.WithMetadata(new HeaderOfRequest(name, required));

    static void Describe(OpenApiOperation operation, HeaderOfRequest header)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = header.Name,
            In = ParameterLocation.Header,
            Required = header.Required,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    sealed record HeaderOfRequest(string Name, bool Required = true);
}
