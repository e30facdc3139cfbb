using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Awaited;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Awaited;

/// <summary>What a person asks for again: at once, whatever is known of it. The host on a real RabbitMQ, where nothing is ever overdue.</summary>
public sealed class When_a_person_resumes_an_order(When_a_person_resumes_an_order.Patient host) : IClassFixture<When_a_person_resumes_an_order.Patient>
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public sealed class Patient : SagasHost
    {
        protected override void Configure(IServiceCollection services) => services.AddSingleton(new AwaitedOptions
        {
            LookEvery = TimeSpan.FromMilliseconds(100),
            OverdueAfter = TimeSpan.FromHours(1),
            FirstPause = TimeSpan.FromMilliseconds(300),
            LongestPause = TimeSpan.FromMilliseconds(300),
        });
    }

    [Fact]
    public async Task Should_send_again_what_was_given_up_for_a_dead_letter()
    {
        var order = await AwaitingPaymentAsync();
        await host.Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ('dead', 'succeeded', $1, 19.99, 'EUR')", order);
        await host.Database.ExecuteAsync("INSERT INTO messaging.dead_letters (queue, message_id, order_id) VALUES ('order-state', gen_random_uuid(), $1)", order);
        await host.Database.ExecuteAsync("INSERT INTO ordering.resends (answer, order_id, subject, since, attempts, next_at) VALUES ('payment', $1, 'dead', now(), 7, 'infinity')", order);

        await ResumeAsync(order, "payment", "dead");

        await Poll.UntilAsync(() => host.StateOfAsync(order), state => state == "Confirmed", "Confirmed", Patience);
        (await host.Database.ScalarAsync<int>("SELECT attempts FROM ordering.resends WHERE order_id = $1 AND answer = 'payment'", order)).ShouldBe(1, "the count begins anew");
        (await ToldAsync(order)).ShouldBe(1);
        (await host.Database.ScalarAsync<string>("SELECT requested_by || ': ' || reason || ': ' || answer || ' ' || subject FROM ordering.resumes WHERE order_id = $1", order)).ShouldBe("erin: the cause is gone: payment dead");
    }

    [Fact]
    public async Task Should_send_again_what_was_never_sent_again_before_and_only_once()
    {
        // Nothing answers: no queue takes AllocateStock.
        var order = await AllocatingAsync();
        await ResumeAsync(order, "allocation");
        await Poll.UntilAsync(() => AttemptsAsync(order), attempts => attempts == 1, "it is sent again", Patience);
        await Task.Delay(TimeSpan.FromSeconds(1));
        (await AttemptsAsync(order)).ShouldBe(1, "the request was for one");

        await ResumeAsync(order, "allocation");
        await Poll.UntilAsync(() => ToldAsync(order), told => told == 2, "the second request, too", Patience);
    }

    [Fact]
    public async Task Should_not_lose_the_request_to_a_dead_letter_that_a_look_saw_before_it()
    {
        var order = await AllocatingAsync();
        await WithoutLooksAsync(async () =>
        {
            await ResumeAsync(order, "allocation");
            await NoteDeadLetterAsync(order);
        });
        await Poll.UntilAsync(() => ToldAsync(order), told => told == 1, "it is sent again", Patience);
    }

    [Fact]
    public async Task Should_end_with_the_answer()
    {
        var order = await AllocatingAsync();
        await WithoutLooksAsync(async () =>
        {
            // Answered before it was carried out; what is awaited anew is a dead letter.
            await host.Database.ExecuteAsync("INSERT INTO ordering.resends (answer, order_id, subject, since, attempts, resent_at, next_at, asked_for_at, answered_at) VALUES ('allocation', $1, '', now(), 0, NULL, now(), now(), now())", order);
            await NoteDeadLetterAsync(order);
        });
        await Task.Delay(TimeSpan.FromSeconds(1));
        (await ToldAsync(order)).ShouldBe(0, "nobody has asked for it since");
    }

    [Fact]
    public async Task Should_not_send_what_is_not_awaited_any_more()
    {
        var order = await AwaitingPaymentAsync();
        await ResumeAsync(order, "allocation");
        await Poll.UntilAsync(() => host.Database.ScalarAsync<bool>("SELECT answered_at IS NOT NULL FROM ordering.resends WHERE order_id = $1", order), closed => closed, "the request is closed", Patience);
        (await ToldAsync(order)).ShouldBe(0);
    }

    async Task<Guid> AllocatingAsync()
    {
        var order = NewId.NextSequentialGuid();
        await host.PublishAsync(TestSubmission.Of(order));
        await Poll.UntilAsync(() => host.StateOfAsync(order), state => state == "Allocating", "Allocating", Patience);
        return order;
    }

    async Task<Guid> AwaitingPaymentAsync()
    {
        var order = await AllocatingAsync();
        await host.PublishAsync(new StockAllocated { OrderId = order, PaymentDueAt = DateTimeOffset.UtcNow.AddHours(1) });
        await Poll.UntilAsync(() => host.StateOfAsync(order), state => state == "AwaitingPayment", "AwaitingPayment", Patience);
        return order;
    }

    /// <summary>It is another instance's turn for as long as this takes.</summary>
    async Task WithoutLooksAsync(Func<Task> meanwhile)
    {
        await host.Database.ExecuteAsync("INSERT INTO ordering.duties AS duty (name, holder, held_until) VALUES ($1, gen_random_uuid(), 'infinity') ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = 'infinity'", AwaitedTurn.Name);
        // The look that has begun ends.
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await meanwhile();
        await host.Database.ExecuteAsync("UPDATE ordering.duties SET held_until = '-infinity' WHERE name = $1", AwaitedTurn.Name);
    }

    Task<int> NoteDeadLetterAsync(Guid order) => host.Database.ExecuteAsync(
        File.ReadAllText(Path.Combine(Servers.Root, "src/Ordering.Sagas/Awaited/note_resend.sql")),
        "allocation", order, "", DateTime.UtcNow, TimeSpan.FromMinutes(1), true, TimeSpan.FromMinutes(1), "AllocateStock (dead letter)");

    Task<int> ResumeAsync(Guid order, string answer, string subject = "") =>
        host.Database.ExecuteAsync("SELECT ordering.resume('erin', 'the cause is gone', ARRAY[$2], ARRAY[$1], ARRAY[$3], ARRAY[now()])", order, answer, subject);

    Task<int> AttemptsAsync(Guid order) => host.Database.ScalarAsync<int>("SELECT attempts FROM ordering.resends WHERE order_id = $1 AND answer = 'allocation'", order);

    Task<long> ToldAsync(Guid order) => host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.timeline WHERE order_id = $1 AND event LIKE '%(sent again)'", order);
}
