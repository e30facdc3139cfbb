using FlashSale.Ordering.Api;
using FlashSale.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("api");
builder.AddOrderingApi();
var app = builder.Build();
app.MapOrderingApi();
app.MapServiceDefaults();
await app.RunAsync();
