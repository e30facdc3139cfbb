using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FlashSale.Ordering.Sagas.Timeline;

public sealed class TimelineEntryMap : IEntityTypeConfiguration<TimelineEntry>
{
    public void Configure(EntityTypeBuilder<TimelineEntry> builder)
    {
        builder.ToTable("timeline", "ordering");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).HasColumnName("id").UseIdentityAlwaysColumn();
        builder.Property(e => e.OrderId).HasColumnName("order_id");
        builder.Property(e => e.FromState).HasColumnName("from_state");
        builder.Property(e => e.ToState).HasColumnName("to_state");
        builder.Property(e => e.Event).HasColumnName("event");
        builder.Property(e => e.MessageId).HasColumnName("message_id");
    }
}
