using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_scope_publishes(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    readonly Guid _key = NewId.NextGuid();

    [Fact]
    public async Task Should_send_nothing_before_SaveChanges_and_all_after()
    {
        var host = await fixture.StartWorkersAsync();
        await host.InScopeAsync(async scope =>
        {
            var dbContext = scope.GetRequiredService<TripDbContext>();
            await PublishAsync(scope, 1);
            await (await scope.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri("queue:sent"))).Send(new WorkSent(_key));
            dbContext.Effects.Add(new() { Key = _key, What = "request" });
            (await OutboxRowsAsync()).ShouldBe(0);
            await dbContext.SaveChangesAsync();
        });

        await SeesNumbersAsync("1");
        await fixture.SeesAsync<WorkSent>(seen => seen.Count(sent => sent.Key == _key), 1);
        (await fixture.CountAsync("effects", $"\"Key\" = '{_key}'")).ShouldBe(1);
        await fixture.OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task Should_send_what_each_of_two_SaveChanges_saved()
    {
        var host = await fixture.StartWorkersAsync();
        await host.InScopeAsync(async scope =>
        {
            await PublishAsync(scope, 1);
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
            await SeesNumbersAsync("1");
            await PublishAsync(scope, 2);
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });

        await SeesNumbersAsync("1,2");
    }

    [Fact]
    public async Task Should_send_with_the_commit_of_the_callers_transaction()
    {
        var host = await fixture.StartWorkersAsync();
        await host.InScopeAsync(async scope =>
        {
            var dbContext = scope.GetRequiredService<TripDbContext>();
            await using var transaction = await dbContext.Database.BeginTransactionAsync();
            await PublishAsync(scope, 1);
            await dbContext.SaveChangesAsync();
            await PublishAsync(scope, 2);
            await dbContext.SaveChangesAsync();
            Numbers(fixture.Seen.All<WorkDone>()).ShouldBe("");
            await transaction.CommitAsync();
        });

        await SeesNumbersAsync("1,2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_send_nothing_of_a_transaction_that_was_rolled_back(bool explicitly)
    {
        var host = await fixture.StartWorkersAsync();
        await host.InScopeAsync(async scope =>
        {
            var dbContext = scope.GetRequiredService<TripDbContext>();
            await using (var transaction = await dbContext.Database.BeginTransactionAsync())
            {
                await PublishAsync(scope, 1);
                await dbContext.SaveChangesAsync();
                if (explicitly)
                    await transaction.RollbackAsync();
            }

            // A later transaction of the same scope carries its own messages alone.
            await PublishAsync(scope, 2);
            await dbContext.SaveChangesAsync();
        });

        await SeesNumbersAsync("2");
        (await OutboxRowsAsync(1)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_keep_the_messages_when_SaveChanges_fails_and_is_tried_again()
    {
        var host = await fixture.StartWorkersAsync();
        await host.InScopeAsync(async scope =>
        {
            var dbContext = scope.GetRequiredService<TripDbContext>();
            var twice = new[] { new Effect { Key = _key, What = "same" }, new Effect { Key = _key, What = "same" } };
            dbContext.Effects.AddRange(twice);
            await PublishAsync(scope, 1);
            await Should.ThrowAsync<DbUpdateException>(() => dbContext.SaveChangesAsync());
            (await OutboxRowsAsync()).ShouldBe(0);

            twice[1].What = "other";
            await dbContext.SaveChangesAsync();
        });

        await SeesNumbersAsync("1");
        (await fixture.CountAsync("effects", $"\"Key\" = '{_key}'")).ShouldBe(2);
    }

    [Fact]
    public async Task Should_refuse_to_save_without_await_rather_than_lose_the_messages()
    {
        var host = await fixture.StartWorkersAsync();
        await host.InScopeAsync(async scope =>
        {
            await PublishAsync(scope, 1);
            Should.Throw<NotSupportedException>(() => scope.GetRequiredService<TripDbContext>().SaveChanges());
        });
    }

    static Task PublishAsync(IServiceProvider scope, Guid key, int number) => scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(key, number));

    Task PublishAsync(IServiceProvider scope, int number) => PublishAsync(scope, _key, number);

    Task SeesNumbersAsync(string numbers) => fixture.SeesAsync<WorkDone>(Numbers, numbers);

    string Numbers(IReadOnlyList<WorkDone> seen) => string.Join(',', seen.Where(done => done.Key == _key).Select(done => done.Number).Order());

    Task<long> OutboxRowsAsync(int? number = null) =>
        fixture.CountAsync("outbox", $"convert_from(body, 'UTF8') LIKE '%{_key}%' AND convert_from(body, 'UTF8') ~ '\"number\": *{number?.ToString() ?? ""}'");
}
