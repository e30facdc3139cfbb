using Microsoft.EntityFrameworkCore;

namespace FlashSale.Benchmarks.Messaging.Trades;

public sealed class TradeDbContext : DbContext
{
    public const string Schema = "bench_messaging";

    public TradeDbContext(DbContextOptions<TradeDbContext> options)
        : base(options)
    {
        Database.AutoSavepointsEnabled = false;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<TradeState>(trade =>
    {
        trade.ToTable("trades", Schema).HasKey(t => t.CorrelationId);
        trade.Property(t => t.CorrelationId).HasColumnName("trade_id").ValueGeneratedNever();
        trade.Property(t => t.CurrentState).HasColumnName("state");
        trade.Property(t => t.Terms).HasColumnName("terms");
        trade.Property(t => t.Moves).HasColumnName("moves");
    });
}
