using Npgsql;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_another_sweep_is_about_to_take_a_group(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_pass_it_by_and_take_the_next()
    {
        var (locked, free) = (NewId.NextGuid(), NewId.NextGuid());
        await fixture.LeaveGroupsAsync(locked, free);
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"SELECT 1 FROM trips.outbox WHERE ordinal = 0 AND position('{locked}' in convert_from(body, 'UTF8')) > 0 FOR UPDATE", connection, other);
        (await command.ExecuteScalarAsync()).ShouldBe(1);

        await fixture.StartHostAsync(builder => builder.AddSeen<WorkDone>("work-done"));
        await fixture.SeesAsync<WorkDone>(seen => seen.Count(done => done.Key == free), 3);
        fixture.Seen.All<WorkDone>().ShouldNotContain(done => done.Key == locked);

        await other.RollbackAsync();
        await fixture.SeesAsync<WorkDone>(seen => seen.Count(done => done.Key == locked), 3);
    }
}
