namespace FlashSale.Chaos.Oracle;

/// <summary>Streams, queues and the tables between them are empty.</summary>
public sealed class I10NothingLeftOver() : Invariant("I10", "queues and streams are empty, each relayed intent has a saga, each dead letter is an expected one")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        foreach (var (queue, messages) in evidence.Queues.Where(queue => !IsDeadLetters(queue.Key)))
            yield return $"{messages} messages are in {queue}.";
        var letters = evidence.Queues.Where(queue => IsDeadLetters(queue.Key)).ToArray();
        if (letters.Sum(queue => queue.Value) != evidence.ExpectedDeadLetters)
            yield return $"{evidence.ExpectedDeadLetters} dead letters are expected; there are {string.Join(", ", letters.Select(queue => $"{queue.Value} in {queue.Key}").DefaultIfEmpty("none"))}.";
        if (evidence.Redis.IntentsWaiting > 0)
            yield return $"{evidence.Redis.IntentsWaiting} intents wait in the stream.";
        if (evidence.Redis.IntentsSetAside != evidence.ExpectedSetAside)
            yield return $"{evidence.Redis.IntentsSetAside} intents were set aside, {evidence.ExpectedSetAside} are expected.";
        foreach (var orderId in evidence.Redis.Reservations.Keys.Except(evidence.Orders.Select(order => order.OrderId)))
            yield return $"Order {orderId} has a reservation and its intent is gone; there is no saga.";
    }

    static bool IsDeadLetters(string queue) => queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal);
}
