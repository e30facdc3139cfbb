// The denominator of the door's figures: the least that Kestrel must do for an order. It parses the body {quantity, email} and
// answers 202 with a JSON of the same fields and length as the API's, under the API's Kestrel settings. No routing, no rules, no Redis.
using System.Text.Json;
using FlashSale.BarePost;

var builder = WebApplication.CreateEmptyBuilder(new() { Args = args });
builder.Configuration.AddEnvironmentVariables("ASPNETCORE_");
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
    kestrel.AddServerHeader = false;
});
var app = builder.Build();
var orderId = Guid.CreateVersion7();
var statusUrl = $"/api/orders/{orderId}";

app.Run(async context =>
{
    var order = await JsonSerializer.DeserializeAsync(context.Request.BodyReader, Bodies.Default.Order, context.RequestAborted);
    // /api/flash-sales/{productId}/order
    var product = context.Request.Path.Value!.Split('/')[3];
    context.Response.StatusCode = StatusCodes.Status202Accepted;
    context.Response.Headers.Location = statusUrl;
    await context.Response.WriteAsJsonAsync(new Answer(orderId, product, order!.Quantity ?? 1, "Accepted", statusUrl, 1), Bodies.Default.Answer, cancellationToken: context.RequestAborted);
});
await app.RunAsync();
