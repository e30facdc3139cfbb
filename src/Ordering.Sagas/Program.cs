using FlashSale.Ordering.Sagas;
using FlashSale.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("sagas");
builder.AddOrderingSagas();

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
