using System.Text.Json;
using FlashSale.Ordering.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>GET /api/ops/dead-letters, .../{queue} and .../{queue}/{messageId}: reads dead letters and changes nothing.</summary>
public static class ListDeadLetters
{
    const int UsualLength = 100;

    /// <param name="Origin">The queue where its messages failed.</param>
    /// <param name="Complete">Whether all messages are in the groups.</param>
    public sealed record Overview(string Name, string Origin, uint Count, DateTimeOffset? OldestAt, double? OldestAgeSeconds, bool Complete, IReadOnlyList<DeadLetterGroup> Groups);

    /// <param name="Matching">Messages that fit the filter; of them, Messages shows the first.</param>
    public sealed record Letters(string Queue, uint Count, int Matching, bool Complete, IReadOnlyList<DeadLetter> Messages);

    public sealed record Whole(DeadLetter Letter, IReadOnlyDictionary<string, string?> Headers, JsonElement? Message);

    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapGet("/dead-letters", ListAsync).WithSummary("Queues of dead letters, their letters grouped by message and exception");
        ops.MapGet("/dead-letters/{queue}", LookAsync).ProducesProblem(404).WithSummary("Letters of a queue, each with what it would do if it were delivered again now");
        ops.MapGet("/dead-letters/{queue}/{messageId}", ReadAsync).ProducesProblem(404).WithSummary("One letter, whole");
    }

    static async Task<Ok<List<Overview>>> ListAsync(DeadLetterService deadLetters, TimeProvider clock, CancellationToken cancellationToken)
    {
        var queues = new List<Overview>();
        foreach (var name in await deadLetters.QueuesAsync(cancellationToken))
        {
            if (await deadLetters.LookAsync(name, DeadLetterService.MostLetters, cancellationToken) is not { } look)
                continue;
            var oldest = look.Letters.Min(letter => letter.At);
            queues.Add(new(name, ErrorQueue.OriginOf(name), look.Length, oldest, (clock.GetUtcNow() - oldest)?.TotalSeconds, look.IsComplete, DeadLetterGroup.Of(look.Letters)));
        }

        return TypedResults.Ok(queues);
    }

    static async Task<Results<Ok<Letters>, Refusal>> LookAsync(
        string queue, string? messageType, string? exceptionType, Guid? orderId, int? limit, DeadLetterService deadLetters, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var filter = new DeadLetterFilter { MessageType = messageType, ExceptionType = exceptionType, OrderId = orderId };
        return await deadLetters.LookForAsync(queue, filter, limit ?? UsualLength, database, cancellationToken) is { } letters ? TypedResults.Ok(letters) : UnknownQueue();
    }

    static async Task<Results<Ok<Whole>, Refusal>> ReadAsync(string queue, string messageId, DeadLetterService deadLetters, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (!ErrorQueue.IsOne(queue) || await deadLetters.FindLetterAsync(queue, messageId, cancellationToken) is not { Letter: var letter } held)
            return new Refusal(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such dead letter.");
        var facts = await DeadLetterFacts.ReadAsync(database, [letter], cancellationToken);
        var headers = held.Properties.Headers;
        return TypedResults.Ok(new Whole(letter with { Forecast = DeadLetterForecast.Of(letter, facts) },
            headers?.Keys.ToDictionary(name => name, name => FaultHeaders.Text(headers, name)) ?? [], letter.Message));
    }

    /// <summary>The messages that fit, each with its forecast. Null when there is no such queue.</summary>
    public static async Task<Letters?> LookForAsync(
        this DeadLetterService deadLetters, string queue, DeadLetterFilter filter, int limit, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (!ErrorQueue.IsOne(queue) || await deadLetters.LookAsync(queue, DeadLetterService.MostLetters, cancellationToken) is not { } look)
            return null;
        var matching = look.Letters.Where(filter.Matches).ToList();
        var shown = matching.Take(Math.Clamp(limit, 0, DeadLetterService.MostLetters)).ToList();
        var facts = await DeadLetterFacts.ReadAsync(database, shown, cancellationToken);
        return new(queue, look.Length, matching.Count, look.IsComplete, [.. shown.Select(letter => letter with { Forecast = DeadLetterForecast.Of(letter, facts) })]);
    }

    public static Refusal UnknownQueue() => new(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such dead-letter queue.");
}
