using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_the_duplicate_window_has_passed(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    [Fact]
    public async Task Should_forget_by_two_instances_what_is_older_and_nothing_else()
    {
        await fixture.Database.ExecuteAsync("""
            INSERT INTO trips.inbox (message_id, consumer_id, consumed_at) SELECT gen_random_uuid(), gen_random_uuid(), now() - interval '2 hours' FROM generate_series(1, 12000);
            INSERT INTO trips.inbox (message_id, consumer_id, consumed_at) SELECT gen_random_uuid(), gen_random_uuid(), now() - interval '50 minutes' FROM generate_series(1, 10);
            INSERT INTO trips.redelivered_message (message_id, queue, deliveries, updated_at) VALUES (gen_random_uuid(), 'old', 3, now() - interval '2 hours'), (gen_random_uuid(), 'new', 3, now());
            """);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => fixture.StartHostAsync(builder => builder.Options = options =>
        {
            options.DuplicateDetectionWindow = TimeSpan.FromHours(1);
            options.CleanupInterval = TimeSpan.FromMilliseconds(50);
        })));

        await Poll.UntilAsync(() => fixture.CountAsync("inbox"), count => count == 10, "what is old is forgotten");
        await Poll.UntilAsync(() => fixture.CountAsync("redelivered_message", "queue = 'old'"), count => count == 0, "old counts are forgotten");
        (await fixture.CountAsync("redelivered_message")).ShouldBe(1);
    }
}
