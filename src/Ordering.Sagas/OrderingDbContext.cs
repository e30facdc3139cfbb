using FlashSale.Ordering.Sagas.Timeline;
using Microsoft.EntityFrameworkCore;

namespace FlashSale.Ordering.Sagas;

/// <summary>The schema ordering, as far as the sagas write it.</summary>
public sealed class OrderingDbContext : DbContext
{
    public OrderingDbContext(DbContextOptions<OrderingDbContext> options)
        : base(options)
    {
        // A failed statement fails the message: nothing continues after it, so nothing needs a savepoint (two statements each).
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<OrderState> Orders => Set<OrderState>();
    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new OrderStateMap());
        modelBuilder.ApplyConfiguration(new TimelineEntryMap());
    }
}
