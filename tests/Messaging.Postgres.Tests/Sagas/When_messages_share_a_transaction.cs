using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

/// <summary>One transaction at once: while it waits for a trip's row, the messages behind it gather for the next.</summary>
public sealed class When_messages_share_a_transaction(MessagingFixture fixture) : IClassFixture<MessagingFixture>, IAsyncLifetime
{
    const int Others = 12;

    readonly Guid[] _trips = [.. Enumerable.Range(0, Others).Select(_ => NewId.NextGuid())];
    readonly Guid _held = NewId.NextGuid();
    TestHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await fixture.StartHostAsync(builder =>
        {
            builder.Options = options => options.SharedTransactions = 1;
            builder.AddTrips().AddListeners();
        });
        foreach (var trip in _trips.Append(_held))
            await fixture.EndedAsync(await _host.SendAsync("trips", new BookTrip(trip)));
    }

    public Task DisposeAsync() => _host.StopAsync();

    [Fact]
    public async Task Should_commit_those_that_wait_together()
    {
        var payments = await GatherAsync(trip => new PayTrip(trip));

        // One, and another one for a message that was late by a hair.
        (await fixture.Database.ScalarAsync<long>($"SELECT count(DISTINCT xmin::text) FROM trips.inbox WHERE message_id = ANY ('{Ids(payments)}')")).ShouldBeLessThanOrEqualTo(2);
        foreach (var trip in _trips)
            await PaidOnceAsync(trip);
    }

    [Fact]
    public async Task Should_let_only_the_one_fail_that_fails()
    {
        var failing = _trips[Others / 2];
        var payments = await GatherAsync(trip => new PayTrip(trip, Fail: trip == failing));

        foreach (var trip in _trips.Where(trip => trip != failing))
            await PaidOnceAsync(trip);
        await Poll.UntilAsync(() => fixture.Broker.CountAsync("trips_error"), count => count == 1, "the failing one is in the error queue");
        (await fixture.TripAsync(failing))!.Payments.ShouldBe(0);
        fixture.Seen.All<TripPaid>().ShouldNotContain(paid => paid.TripId == failing);
        (await fixture.CountAsync("inbox", $"message_id = ANY ('{Ids(payments)}')")).ShouldBe(Others - 1);
    }

    /// <summary>Sends a message to each trip while the only transaction stands still, lets it go, and waits until all have ended.</summary>
    async Task<IReadOnlyList<Guid>> GatherAsync(Func<Guid, PayTrip> message)
    {
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"SELECT FROM trips.trips WHERE trip_id = '{_held}' FOR UPDATE", connection, transaction))
            await command.ExecuteNonQueryAsync();
        await _host.SendAsync("trips", new PayTrip(_held));
        await Poll.UntilAsync(() => fixture.Database.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted"), waiting => waiting > 0, "the transaction waits");
        var sent = new List<Guid>();
        foreach (var trip in _trips)
            sent.Add(await _host.SendAsync("trips", message(trip)));
        await Task.WhenAll(sent.Select(id => Poll.UntilAsync(() => Task.FromResult(fixture.Deliveries.Begun(id)), begun => begun, "the delivery has begun")));
        await transaction.CommitAsync();
        foreach (var id in sent)
            await fixture.EndedAsync(id);
        return sent;
    }

    async Task PaidOnceAsync(Guid trip)
    {
        (await fixture.TripAsync(trip))!.Payments.ShouldBe(1);
        await fixture.SeesAsync<TripPaid>(seen => seen.Count(paid => paid.TripId == trip), 1);
    }

    static string Ids(IEnumerable<Guid> ids) => $"{{{string.Join(',', ids)}}}";
}
