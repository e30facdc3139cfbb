using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FlashSale.ServiceDefaults.Health;

/// <summary>
/// While a host drains, each response ends its connection (RFC 9112, 9.6), so that the client's next request goes elsewhere. A connection
/// that is in use until the port closes may be cut while a request is on its way: its client cannot know whether an order was taken.
/// </summary>
sealed class CloseConnectionsWhileDraining(Drain drain) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => http =>
        {
            if (drain.HasBegun && HttpProtocol.IsHttp11(http.Request.Protocol))
                http.Response.Headers.Connection = "close";
            return following(http);
        });
        next(app);
    };
}
