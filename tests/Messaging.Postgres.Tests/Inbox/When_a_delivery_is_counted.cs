using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_delivery_is_counted(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_count_by_message_and_queue_and_forget_on_demand()
    {
        var counter = new CrashLoopCounter(fixture.Database.DataSource, new() { Schema = MessagingFixture.Schema });
        var messageId = NewId.NextGuid();

        (await counter.CountAsync(messageId, "a")).ShouldBe(1);
        (await counter.CountAsync(messageId, "a")).ShouldBe(2);
        (await counter.CountAsync(messageId, "b")).ShouldBe(1);
        await counter.ClearAsync(messageId, "a");
        (await counter.CountAsync(messageId, "a")).ShouldBe(1);
        (await counter.CountAsync(messageId, "b")).ShouldBe(2);
    }

    [Fact]
    public async Task Should_be_there_for_who_asks_the_container()
    {
        var host = await fixture.StartHostAsync(_ => { });
        host.Services.GetService<CrashLoopCounter>().ShouldNotBeNull();
    }
}
