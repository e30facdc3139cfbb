using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_two_events_meet_in_one_saga : CrashTest
{
    readonly WireTap<TripBooked> _booked = new();
    readonly WireTap<TripPaid> _paid = new();
    readonly WireTap<TripExpired> _expired = new();
    KillableHost _process = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await _booked.OpenAsync(Fixture.Broker.Address);
        await _paid.OpenAsync(Fixture.Broker.Address);
        await _expired.OpenAsync(Fixture.Broker.Address);
        _process = await StartAsync(builder => builder.AddTrips());
    }

    public override async Task DisposeAsync()
    {
        await _booked.DisposeAsync();
        await _paid.DisposeAsync();
        await _expired.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Should_create_one_saga_and_handle_both_when_both_are_first()
    {
        // Both may look for the saga, neither may insert it before both have looked.
        await WhileHoldingAsync("LOCK TABLE trips.trips IN SHARE MODE", async () =>
        {
            await _process.Host.SendAsync("trips", new BookTrip(Key));
            await _process.Host.SendAsync("trips", new BookTrip(Key));
            await WaitingForLocksAsync(2, "INSERT INTO trips.trips");
        });

        await ConsumedAsync(2);
        (await Fixture.TripAsync(Key))!.Note.ShouldBe("booked again");
        await NothingIsLeftAsync();
        _booked.Sightings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_drop_the_timeout_that_comes_second()
    {
        await BookAsync();
        await WhileHoldingAsync(LockTrip, async () =>
        {
            await _process.Host.SendAsync("trips", new PayTrip(Key));
            await WaitingForLocksAsync(1);
            await DeadlineComesAsync();
            await WaitingForLocksAsync(2);
        });

        await ConsumedAsync(3);
        (await TripAsync()).ShouldBe(("Booked", 1));
        await NothingIsLeftAsync();
        _paid.Sightings.ShouldHaveSingleItem();
        _expired.Sightings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_handle_the_event_that_comes_after_the_timeout()
    {
        await BookAsync();
        await WhileHoldingAsync(LockTrip, async () =>
        {
            await DeadlineComesAsync();
            await WaitingForLocksAsync(1);
            await _process.Host.SendAsync("trips", new PayTrip(Key));
            await WaitingForLocksAsync(2);
        });

        await ConsumedAsync(3);
        (await TripAsync()).ShouldBe(("Expired", 1));
        await NothingIsLeftAsync();
        _paid.Sightings.ShouldHaveSingleItem();
        _expired.Sightings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_count_both_payments()
    {
        await BookAsync();
        await WhileHoldingAsync(LockTrip, async () =>
        {
            await _process.Host.SendAsync("trips", new PayTrip(Key));
            await _process.Host.SendAsync("trips", new PayTrip(Key));
            await WaitingForLocksAsync(2);
        });

        await ConsumedAsync(3);
        (await TripAsync()).ShouldBe(("Booked", 2));
        await Poll.UntilAsync(() => Task.FromResult(_paid.Messages), paid => paid.Count == 2, "two payments are published");
        _paid.Messages.Select(paid => paid.Payments).ShouldBe([1, 2], ignoreOrder: true);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Should_consume_an_event_that_waited_for_the_last_one_without_effect()
    {
        await BookAsync();
        await WhileHoldingAsync(LockTrip, async () =>
        {
            await _process.Host.SendAsync("trips", new FinishTrip(Key));
            await WaitingForLocksAsync(1);
            await _process.Host.SendAsync("trips", new PayTrip(Key));
            await WaitingForLocksAsync(2);
        });

        await ConsumedAsync(3);
        (await Fixture.TripAsync(Key)).ShouldBeNull();
        await NothingIsLeftAsync();
        _paid.Sightings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_consume_late_events_of_a_finished_saga_without_effect()
    {
        var booking = await BookAsync();
        await _process.Host.SendAsync("trips", new FinishTrip(Key));
        await Poll.UntilAsync(() => Fixture.TripAsync(Key), trip => trip is null, "the trip is gone");

        await _process.Host.SendAsync("trips", new PayTrip(Key));
        await DeadlineComesAsync();
        // A copy of the first event must not bring the saga back.
        await _process.Host.SendAsync("trips", new BookTrip(Key, DateTime.UtcNow.AddHours(1)), booking);

        await ConsumedAsync(4);
        await NothingIsLeftAsync();
        (await Fixture.TripAsync(Key)).ShouldBeNull();
        (await Fixture.CountAsync("inbox")).ShouldBe(4);
        _booked.Sightings.ShouldHaveSingleItem();
        _paid.Sightings.ShouldBeEmpty();
        _expired.Sightings.ShouldBeEmpty();
    }

    string LockTrip => $"SELECT FROM trips.trips WHERE trip_id = '{Key}' FOR UPDATE";

    async Task<Guid> BookAsync()
    {
        var messageId = NewId.NextGuid();
        await _process.Host.SendAsync("trips", new BookTrip(Key, DateTime.UtcNow.AddHours(1)), messageId);
        await ConsumedAsync(1);
        await Poll.UntilAsync(() => Task.FromResult(_booked.Sightings), booked => booked.Count == 1, "TripBooked is published");
        return messageId;
    }

    async Task DeadlineComesAsync() => await Fixture.Database.ExecuteAsync("UPDATE trips.scheduled_message SET due_at = now()");

    async Task ConsumedAsync(int messages) => await Poll.UntilAsync(() => Fixture.CountAsync("inbox"), count => count == messages, $"{messages} messages are consumed");

    async Task<(string State, int Payments)> TripAsync()
    {
        var trip = (await Fixture.TripAsync(Key))!;
        return (trip.CurrentState, trip.Payments);
    }

    async Task WhileHoldingAsync(string statement, Func<Task> act)
    {
        await using var connection = await Fixture.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(statement, connection, transaction))
            await command.ExecuteNonQueryAsync();
        await act();
        await transaction.CommitAsync();
    }
}
