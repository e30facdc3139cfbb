using FlashSale.Notifications;
using FlashSale.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("notifications");
builder.AddNotifications();

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
