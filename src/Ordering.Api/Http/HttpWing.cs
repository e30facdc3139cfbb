using FlashSale.Ordering.Api.Http.Json;

namespace FlashSale.Ordering.Api.Http;

/// <summary>What all routes have in common: how a request is read, authorized and refused.</summary>
static class HttpWing
{
    public static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxDrained;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddExceptionHandler<FaultsAsProblems>();
        builder.Services.AddOpenApi(ApiDescription.Configure);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        return builder;
    }

    public static void UseHttp(this WebApplication app)
    {
        TrustedProxies.Use(app, app.Services.GetRequiredService<ApiSettings>().TrustedProxies);
        app.UseExceptionHandler(_ => { });
        // Here, so that what follows is not on the path of an order (ShortCircuit in PlaceOrder).
        app.UseRouting();
        app.UseStatusCodePages(StatusesAsProblems.WriteAsync);
        app.Use(OpsKey.RequireAsync);
        app.MapOpenApi().WithHead();
    }
}
