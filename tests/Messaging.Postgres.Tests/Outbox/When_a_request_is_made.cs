using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_request_is_made(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_get_the_response_that_the_outbox_delivers_and_not_wait_for_a_commit_itself()
    {
        var host = await fixture.StartHostAsync(builder => builder
            .AddEndpoint("asking", outbox: true, typeof(AskingConsumer)).AddEndpoint("answering", outbox: true, typeof(AnsweringConsumer))
            .Configure(x =>
            {
                x.AddRequestClient<Outer>(new Uri("queue:asking"));
                x.AddRequestClient<Inner>(new Uri("queue:answering"));
            }));
        var key = NewId.NextGuid();
        await host.InScopeAsync(async scope =>
        {
            // The consumer asks another one before its own transaction ends: a request that waited for the commit would time out.
            var answer = await scope.GetRequiredService<IRequestClient<Outer>>().GetResponse<Answer>(new Outer(key));
            answer.Message.Key.ShouldBe(key);
        });
    }

    public sealed record Outer(Guid Key);

    public sealed record Inner(Guid Key);

    public sealed record Answer(Guid Key);

    public sealed class AskingConsumer(IRequestClient<Inner> client) : IConsumer<Outer>
    {
        public async Task Consume(ConsumeContext<Outer> context) =>
            await context.RespondAsync((await client.GetResponse<Answer>(new Inner(context.Message.Key))).Message);
    }

    public sealed class AnsweringConsumer : IConsumer<Inner>
    {
        public Task Consume(ConsumeContext<Inner> context) => context.RespondAsync(new Answer(context.Message.Key));
    }
}
