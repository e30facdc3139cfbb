using System.Text.Json;

namespace FlashSale.Chaos.Scenarios;

sealed class F17PoisonedMessages() : Scenario("F17-poisoned-messages", "bytes that are no message, messages of unknown type or form, and an intent that cannot be read; the others flow")
{
    static readonly string[] Queues = ["order-state", "allocate-stock", "release-stock", "order-confirmed"];

    public override bool IsComposable => false;

    public override async Task HurtAsync(Run run)
    {
        var broker = run.Observer.Broker;
        foreach (var queue in Queues)
        {
            await broker.PublishAsync(queue, "this is no message");
            await broker.PublishAsync(queue, Envelope("urn:message:FlashSale.Contracts:NobodyKnowsThis", new { version = 99 }));
        }

        // Of a known type, without what that type must have.
        await broker.PublishAsync("allocate-stock", Envelope("urn:message:FlashSale.Contracts:AllocateStock", new { version = 99 }));
        await run.Servers.RedisAsync("XADD", $"{{{run.Sale.ProductId}}}:intents", "*", "order", "not an id", "record", "not a record");
        (run.ExpectedDeadLetters, run.ExpectedSetAside) = (2 * Queues.Length + 1, 1);
        // The last redelivery comes after 2 + 4 + 8 + 16 s.
        await run.PauseAsync(33, 34);
        var letters = (await broker.QueuesAsync()).Where(queue => queue.Key.EndsWith("_error", StringComparison.Ordinal) || queue.Key.EndsWith("_skipped", StringComparison.Ordinal)).ToArray();
        run.Hit(letters.Length > 0, $"{letters.Sum(queue => queue.Value)} messages were parked in {letters.Length} queues");
    }

    public override async Task LookBackAsync(Run run)
    {
        var listed = (await run.Operator.GetAsync("/api/ops/dead-letters")).EnumerateArray().Sum(queue => queue.GetProperty("count").GetInt32());
        if (listed != run.ExpectedDeadLetters)
            run.Violations.Add($"{run.ExpectedDeadLetters} messages were parked, and the API lists {listed}.");
    }

    static string Envelope(string type, object message) => JsonSerializer.Serialize(new { messageId = Guid.NewGuid(), messageType = new[] { type }, message });
}
