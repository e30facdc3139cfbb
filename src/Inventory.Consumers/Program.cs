using FlashSale.Inventory;
using FlashSale.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("inventory");
builder.AddInventory();

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
