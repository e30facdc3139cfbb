using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Telemetry;
using MassTransit;

namespace FlashSale.Notifications;

public static class NotificationsRegistration
{
    /// <summary>One consumer a notice, the journal, and e-mail: through FLASHSALE_SMTP, else as files under FLASHSALE_HOME/mail.</summary>
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

    static INoticeChannel ChannelFrom(ConfigurationManager configuration) =>
        (configuration["FLASHSALE_SMTP"], configuration["FLASHSALE_HOME"]) switch
        {
            ({ Length: > 0 } smtp, _) => Uri.TryCreate(smtp, UriKind.Absolute, out var server) && server.Scheme == "smtp"
                ? new SmtpChannel(server, SmtpChannel.DefaultLimit)
                : throw new InvalidOperationException($"FLASHSALE_SMTP is '{smtp}'; it is smtp://host:port."),
            (_, { Length: > 0 } home) => new PickupFolderChannel(Path.Combine(home, "mail")),
            _ => throw new InvalidOperationException("Neither FLASHSALE_SMTP nor FLASHSALE_HOME is set: there is nowhere to send notices to."),
        };
}
