using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_the_broker_refuses_a_scheduled_message(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    const int Others = 5;

    [Fact]
    public async Task Should_fire_the_others_of_the_look_once_even_when_the_refusal_cannot_be_noted()
    {
        await fixture.Database.ExecuteAsync("""
            CREATE FUNCTION trips.not_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not noted'; END $$;
            CREATE TRIGGER not_noted BEFORE UPDATE ON trips.scheduled_message FOR EACH ROW WHEN (NEW.last_error IS NOT NULL) EXECUTE FUNCTION trips.not_noted();
            """);
        var (key, tripId) = (NewId.NextGuid(), NewId.NextGuid());
        // By a process without loops: the first look of the next one takes them all.
        var dead = await fixture.StartHostAsync(builder => builder.Loops = false);
        await dead.InScopeAsync(async scope =>
        {
            var publisher = scope.GetRequiredService<IPublishEndpoint>();
            await publisher.Publish(new WorkUnheard(key), publish => (publish.Delay, publish.Mandatory) = (TimeSpan.FromMilliseconds(1), true));
            for (var other = 0; other < Others; other++)
                await publisher.Publish(new TripExpired(tripId), publish => publish.Delay = TimeSpan.FromMilliseconds(1));
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });
        (await fixture.CountAsync("scheduled_message", "due_at < now() + interval '1 second'")).ShouldBe(Others + 1);

        var host = await fixture.StartHostAsync(builder => builder.AddListeners());
        // The lease is a minute: rows that were fired and not deleted would stand here for so long, and be fired again.
        await Poll.UntilAsync(() => fixture.CountAsync("scheduled_message"), count => count == 1, "the refused one alone is left");
        await fixture.HasSeenAllSoFarAsync(host, new TripExpired(Guid.Empty));
        fixture.Seen.All<TripExpired>().Count(expired => expired.TripId == tripId).ShouldBe(Others);
        (await fixture.CountAsync("scheduled_message", "last_error IS NULL AND lease_until > now()")).ShouldBe(1);
    }
}
