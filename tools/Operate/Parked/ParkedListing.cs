using FlashSale.Client.Parked;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Parked;

/// <summary>Parked messages, each with why it was refused.</summary>
static class ParkedListing
{
    const int LongestReason = 160;

    public static Listing Of(IEnumerable<ParkedMessage> messages)
    {
        var listing = new Listing(new("PARKED"), new("MESSAGE"), new("MESSAGE ID", Stacked: true), new("ORDER", Stacked: true), new("FROM"), new("TO", Stacked: true),
            new("SENT", Stacked: true), new("SINCE", Stacked: true), new("TRIES"), new("REASON"));
        foreach (var message in messages)
        {
            listing.Add(Cell.Of(message.Id), Cell.Of(message.MessageType), Cell.Of(message.MessageId), Cell.Of(message.OrderId), Cell.Of(message.Table), Cell.Of(message.Destination),
                Cell.Of(message.SentAt), Cell.Of(message.ParkedAt), Cell.Of(message.Attempts), Cell.Of(message.Reason, LongestReason));
        }

        return listing;
    }
}
