using FlashSale.Admission.Admit;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Sales;
using FluentValidation;
using MassTransit;

namespace FlashSale.Ordering.Api.Shop;

/// <summary>
/// What happens before the first request: the sales are read, the bus has started, and the path of an order was run once without an order.
/// On two busy cores the first orders of a new process took 1.0 to 1.4 s, most of it compilation; the call timeout of Redis is 0.9 s.
/// </summary>
sealed class WarmUp(SaleCatalogRefresher sales, OrderAdmission admission, OrderLookup orders, IValidator<OrderRequest> validator, IBusControl bus)
{
    static readonly byte[] Body = """{"quantity":1,"email":"warm-up@example.com"}"""u8.ToArray();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(sales.WaitUntilWarmAsync(cancellationToken), bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken));
        var http = new DefaultHttpContext { Request = { ContentType = "application/json" } };
        RequestBody.Parse(http.Request, Body, validator);
        await orders.FindAsync(Guid.NewGuid(), cancellationToken);
        // No sale has this epoch: Redis answers not-loaded and keeps no trace.
        while (await AdmitAsync(cancellationToken) is not AdmissionOutcome.NotLoaded)
            cancellationToken.ThrowIfCancellationRequested();
    }

    async Task<AdmissionOutcome> AdmitAsync(CancellationToken cancellationToken) => (await admission.AdmitAsync(
        new() { ProductId = "warm-up", Epoch = -1, OrderId = NewId.NextSequentialGuid(), UserId = "warm-up", Quantity = 1, IdempotencyKey = "warm-up" },
        cancellationToken)).Outcome;
}
