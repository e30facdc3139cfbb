using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Api;

/// <summary>The unit of work of requests that write and publish: both are committed together or not at all. It maps no entities; statements are SQL.</summary>
public sealed class OrderingApiDbContext(DbContextOptions<OrderingApiDbContext> options) : DbContext(options)
{
    /// <summary>Of the API's messaging tables. Those of the schema ordering are the sagas'.</summary>
    public const string MessagingSchema = "ordering_api";
}
