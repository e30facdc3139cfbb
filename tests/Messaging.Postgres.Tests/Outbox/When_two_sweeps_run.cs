using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_two_sweeps_run(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_deliver_each_message_once_and_each_group_in_order()
    {
        var keys = Enumerable.Range(0, 150).Select(_ => NewId.NextGuid()).ToArray();
        var dead = await LeaveGroupsAsync(keys);

        // Small batches, so that the two meet often.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(number => fixture.StartHostAsync(builder =>
        {
            builder.Options = options => options.BatchSize = 5;
            if (number == 0)
                builder.AddSeen<WorkDone>("work-done");
        })));

        await fixture.OutboxIsEmptyAsync();
        await fixture.HasSeenAllSoFarAsync(dead, new WorkDone(Guid.Empty, 0));
        var seen = fixture.Seen.All<WorkDone>().ToLookup(done => done.Key, done => done.Number);
        foreach (var key in keys)
            seen[key].ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Should_pass_by_a_group_that_another_is_about_to_take()
    {
        var (locked, free) = (NewId.NextGuid(), NewId.NextGuid());
        await LeaveGroupsAsync(locked, free);
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

    /// <summary>Three messages a group, committed by a process that died before it could send one.</summary>
    async Task<TestHost> LeaveGroupsAsync(params Guid[] keys)
    {
        var dead = await fixture.StartHostAsync(builder => builder.Loops = false);
        foreach (var key in keys)
            await dead.InScopeAsync(async scope =>
            {
                for (var number = 0; number < 3; number++)
                    await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(key, number));
                await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
            });
        (await fixture.Database.ExecuteAsync("UPDATE trips.outbox SET lease_until = now() - interval '1 second'")).ShouldBe(keys.Length * 3);
        return dead;
    }
}
