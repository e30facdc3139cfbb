using FlashSale.Ordering.Api.Operations.DeadLetters;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.DeadLetters;

/// <summary>Its connection breaks without a word, as at the end of its process or machine.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_a_reader_of_dead_letters_dies(ApiUnderTest api) : IAsyncLifetime
{
    // class 60, method 80: basic.ack.
    static readonly byte[] Ack = [0, 60, 0, 80];

    readonly TcpProxy _wire = new(Servers.Addresses.RabbitMq.Host, Servers.Addresses.RabbitMq.Port);
    DeadLetterQueue _deadLetters = null!;
    IReadOnlyList<string> _ids = [];

    ServerAddresses OverTheWire => Servers.Addresses with { RabbitMq = new UriBuilder(api.Broker.Address) { Host = "127.0.0.1", Port = _wire.Port }.Uri };

    public async Task InitializeAsync()
    {
        _deadLetters = await DeadLetterQueue.CreateAsync(api);
        for (var i = 0; i < 10; i++)
            await _deadLetters.BuryAsync();
        _ids = await _deadLetters.IdsAsync();
    }

    public async Task DisposeAsync()
    {
        await _deadLetters.DisposeAsync();
        await _wire.DisposeAsync();
    }

    [Fact]
    public async Task Should_have_used_nothing_up_by_looking()
    {
        await using var box = await OpenAsync();
        await TakeAsync(box, 6);
        (await _deadLetters.IdsAsync()).Count.ShouldBe(4);

        _wire.Close();

        await Poll.UntilAsync(_deadLetters.IdsAsync, ids => ids.SequenceEqual(_ids), "all letters, in their order");
    }

    [Fact]
    public async Task Should_have_delivered_twice_rather_than_not_at_all()
    {
        await _deadLetters.OpenOriginAsync();
        await using var box = await OpenAsync();
        var letters = await TakeAsync(box, 3);
        _wire.Judge = piece => piece.Span.IndexOf(Ack) >= 0 ? TcpProxyVerdict.CutBefore : TcpProxyVerdict.Pass;

        await Should.ThrowAsync<Exception>(async () =>
        {
            await box.RedeliverAsync(letters, Guid.NewGuid(), default);
            // The break may come after the last word to the broker; the next one finds out.
            await TakeAsync(box, 1);
        });

        await Poll.UntilAsync(_deadLetters.IdsAsync, ids => ids.SequenceEqual(_ids), "all letters, in their order");
        await Poll.UntilAsync(() => Task.FromResult(_deadLetters.Arrivals.Count), count => count == 3, "delivered all the same");
    }

    async Task<ErrorQueue> OpenAsync() => (await ErrorQueue.OpenAsync(OverTheWire, _deadLetters.Queue, default)).ShouldNotBeNull();

    static async Task<IReadOnlyList<PeekedMessage>> TakeAsync(ErrorQueue box, int count)
    {
        var taken = new List<PeekedMessage>();
        await foreach (var held in box.TakeAsync(default))
        {
            taken.Add(held);
            if (taken.Count == count)
                break;
        }

        return taken;
    }
}
