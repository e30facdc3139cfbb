using FlashSale.Client.DeadLetters;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.DeadLetters;

/// <summary>Dead letters, each with why it failed and what it would do if it were replayed now.</summary>
static class DeadLetterListing
{
    const int LongestFault = 160;

    public static Listing Of(IEnumerable<DeadLetter> messages)
    {
        var listing = new Listing(new("MESSAGE ID", Whole: true), new("MESSAGE", Stacked: true), new("ORDER", Stacked: true), new("GIVEN UP AT", Stacked: true),
            new("DELIVERIES"), new("REPLAYS", Stacked: true), new("FAILED"), new("FAULT", Stacked: true), new("IF REPLAYED"), new("BECAUSE", Stacked: true));
        foreach (var message in messages)
        {
            listing.Add(Cell.Of(message.MessageId), Cell.Of(message.MessageType), Cell.Of(message.OrderId), Cell.Of(message.At), Cell.Of(message.Attempts), Cell.Of(message.Redeliveries),
                Cell.Of(message.ExceptionType), Cell.Of(message.Fault, LongestFault), Cell.Of(message.Forecast?.Outcome), Cell.Of(message.Forecast?.Text));
        }

        return listing;
    }
}
