using FlashSale.Notifications.Channels;
using FlashSale.Notifications.Journal;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.ServiceDefaults.Telemetry;
using MassTransit;

namespace FlashSale.Notifications;

public static class NotificationsRegistration
{
    /// <summary>One consumer per kind of notice, the journal, and e-mail: through FLASHSALE_SMTP, else as files under FLASHSALE_HOME/mail.</summary>
    public static WebApplicationBuilder AddNotifications(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddMetricsAtStart<NoticeMetrics>()
            .AddSingleton<NoticeJournal>()
            .AddSingleton(ChannelFrom(builder.Configuration))
            .AddSingleton<NoticeFlow>();
        builder.AddBus("notifications", bus =>
        {
            bus.AddConsumer<OrderConfirmedConsumer, NoticeConsumerDefinition<OrderConfirmedConsumer>>();
            bus.AddConsumer<OrderExpiredConsumer, NoticeConsumerDefinition<OrderExpiredConsumer>>();
            bus.AddConsumer<OrderCancelledConsumer, NoticeConsumerDefinition<OrderCancelledConsumer>>();
            bus.AddConsumer<OrderDeclinedConsumer, NoticeConsumerDefinition<OrderDeclinedConsumer>>();
            bus.AddConsumer<OrderRejectedConsumer, NoticeConsumerDefinition<OrderRejectedConsumer>>();
        });
        return builder;
    }

    /// <summary>The settings are read now, so that an error in them stops the start; the channel is created by the container, which closes it.</summary>
    static Func<IServiceProvider, INoticeChannel> ChannelFrom(ConfigurationManager configuration)
    {
        if (configuration["FLASHSALE_SMTP"] is { Length: > 0 } address)
        {
            var options = SmtpAddress.Parse(address);
            return _ => new SmtpChannel(options);
        }

        if (configuration["FLASHSALE_HOME"] is { Length: > 0 } home)
            return _ => new PickupFolderChannel(Path.Combine(home, "mail"));
        throw new InvalidOperationException("Neither FLASHSALE_SMTP nor FLASHSALE_HOME is set: there is nowhere to send notices to.");
    }
}
