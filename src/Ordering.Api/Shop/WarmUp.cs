using FlashSale.Admission.Admit;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Orders;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.Ordering.Api.Shop.Sales;
using FluentValidation;
using MassTransit;

namespace FlashSale.Ordering.Api.Shop;

/// <summary>
/// Runs before the server listens: waits until the sales are read and the bus has started or cannot, then runs an order's code path once without
/// an order. On two busy cores the first orders of a new process took 1.0 to 1.4 s, most of it JIT compilation; the timeout of a call to Redis is 0.9 s.
/// </summary>
sealed class WarmUp(SaleCatalogRefresher sales, OrderAdmission admission, OrderLookup orders, PaymentRecorder payments, IValidator<OrderRequest> validator, IBusControl bus, TimeProvider clock)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    static readonly byte[] Body = """{"quantity":1,"email":"warm-up@example.com"}"""u8.ToArray();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(sales.WaitUntilWarmAsync(cancellationToken), WaitForTheBusAsync(cancellationToken));
        var http = new DefaultHttpContext { Request = { ContentType = "application/json" } };
        RequestBody.Parse(http.Request, Body, validator);
        await orders.FindAsync(Guid.NewGuid(), cancellationToken);
        await payments.WarmUpAsync();
        // No sale has this epoch: Redis answers not-loaded and stores nothing.
        // A Redis that has gone since is answered for at once: without a pause this would spin on a core that others need.
        while (await AdmitAsync(cancellationToken) is not AdmissionOutcome.NotLoaded)
            await Task.Delay(Pause, clock, cancellationToken);
    }

    /// <summary>Its start takes processor time that the first orders need. A broker that is away is not waited for: orders do without.</summary>
    async Task WaitForTheBusAsync(CancellationToken cancellationToken)
    {
        while (bus.CheckHealth() is { Status: not BusHealthStatus.Healthy, Exception: null })
            await Task.Delay(Pause, clock, cancellationToken);
    }

    async Task<AdmissionOutcome> AdmitAsync(CancellationToken cancellationToken) => (await admission.AdmitAsync(
        new() { ProductId = "warm-up", Epoch = -1, OrderId = NewId.NextSequentialGuid(), UserId = "warm-up", Quantity = 1, IdempotencyKey = "warm-up" },
        cancellationToken)).Outcome;
}
