using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FlashSale.Ordering.Sagas;

/// <summary>Where an order is kept: ordering.orders. The column updated_at belongs to the table's trigger.</summary>
public sealed class OrderStateMap : IEntityTypeConfiguration<OrderState>
{
    public void Configure(EntityTypeBuilder<OrderState> builder)
    {
        builder.ToTable("orders", "ordering");
        builder.HasKey(o => o.CorrelationId);
        builder.Property(o => o.CorrelationId).HasColumnName("order_id").ValueGeneratedNever();
        builder.Property(o => o.CurrentState).HasColumnName("state");
        builder.Property(o => o.ProductId).HasColumnName("product_id");
        builder.Property(o => o.UserId).HasColumnName("user_id");
        builder.Property(o => o.Quantity).HasColumnName("quantity");
        builder.Property(o => o.UnitPrice).HasColumnName("unit_price").HasColumnType("numeric(19,4)");
        builder.Property(o => o.Currency).HasColumnName("currency");
        builder.Property(o => o.PaymentWindowSeconds).HasColumnName("payment_window_seconds");
        builder.Property(o => o.Email).HasColumnName("email");
        builder.Property(o => o.IdempotencyKey).HasColumnName("idempotency_key");
        builder.Property(o => o.IdempotencyHash).HasColumnName("idempotency_hash");
        builder.Property(o => o.AcceptedAt).HasColumnName("accepted_at");
        builder.Property(o => o.PaymentDueAt).HasColumnName("payment_due_at");
        builder.Property(o => o.PaymentExpiredToken).HasColumnName("payment_expired_token");
        builder.Property(o => o.DeadlinePassed).HasColumnName("deadline_passed");
        builder.Property(o => o.PaymentId).HasColumnName("payment_id");
        builder.Property(o => o.Declines).HasColumnName("declines");
        builder.Property(o => o.DeclinedPayments).HasColumnName("declined_payments");
        builder.Property(o => o.RequestedEnd).HasColumnName("requested_end");
        builder.Property(o => o.StockCommitted).HasColumnName("stock_committed");
        builder.Property(o => o.NoticeOutcome).HasColumnName("notice_outcome");
        builder.Ignore(o => o.Amount);
    }
}
