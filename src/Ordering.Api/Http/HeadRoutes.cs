namespace FlashSale.Ordering.Api.Http;

/// <summary>HEAD wherever GET is (RFC 9110, 9.1: a general-purpose server must support both). The server drops the body.</summary>
static class HeadRoutes
{
    public static T WithHead<T>(this T routes)
        where T : IEndpointConventionBuilder
    {
        routes.Add(endpoint =>
        {
            if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { } methods && methods.HttpMethods.Contains(HttpMethods.Get) && !methods.HttpMethods.Contains(HttpMethods.Head))
                endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
        });
        return routes;
    }
}
