using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlashSale.Client;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Parked;

/// <summary>parked: messages that RabbitMQ refused too often. Without a verb of its own it lists them.</summary>
sealed class ParkedCommand(OperatorApi api, Screen screen)
{
    // For people: characters that need no escape in JSON are not escaped.
    static readonly JsonSerializerOptions Whole = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Argument<long> _id = new("PARKED") { Description = "Its number, as listed." };

    public Command Build()
    {
        var show = new Command("show", "Prints one whole, as JSON, with its body and its headers.") { _id };
        show.SetAction(ShowAsync);
        var history = new Command("history", "Who sent or discarded which of them, and why, the newest first.");
        history.SetAction((_, cancellationToken) => TellHistoryAsync(cancellationToken));
        var command = new Command("parked", "Messages that their service could not hand to RabbitMQ, and that wait for a person.")
        {
            show,
            new CloseCommand("send", "sent again", "Sends them again; each has its tries anew. Safe at any time: receivers recognize what they have done.", api.SendParkedAsync, screen).Build(),
            new CloseCommand("discard", "discarded", "Gives them up: nobody needs them any more. They stay on record.", api.DiscardParkedAsync, screen).Build(),
            history,
        };
        command.SetAction((_, cancellationToken) => ListAsync(cancellationToken));
        return command;
    }

    async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        var parked = await api.ListParkedAsync(cancellationToken);
        screen.Show(ParkedListing.Of(parked));
        screen.Say(parked.Count == 0 ? "no parked messages" : Cell.Count(parked.Count, "parked message"));
        return ExitCode.Done;
    }

    async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        screen.Say(JsonSerializer.Serialize(await api.ReadParkedAsync(parsed.GetValue(_id), cancellationToken), Whole));
        return ExitCode.Done;
    }

    async Task<int> TellHistoryAsync(CancellationToken cancellationToken)
    {
        var listing = new Listing(new("AT"), new("WHAT"), new("MESSAGES"), new("BY"), new("REASON"), new("WHICH", Stacked: true));
        foreach (var closed in await api.ListClosedParkedAsync(cancellationToken))
            listing.Add(Cell.Of(closed.ClosedAt), Cell.Of(closed.Outcome), Cell.Of(closed.Count), Cell.Of(closed.ClosedBy), Cell.Of(closed.Reason), Cell.Of(string.Join(", ", closed.Messages)));
        screen.Show(listing);
        if (listing.IsEmpty)
            screen.Say("nothing was sent again or discarded");
        return ExitCode.Done;
    }
}
