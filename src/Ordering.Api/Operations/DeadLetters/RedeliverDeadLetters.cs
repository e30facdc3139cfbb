using FlashSale.Ordering.Api.Http;
using FluentValidation;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>POST /api/ops/dead-letters/{queue}/redeliver, and GET .../redeliveries: replays dead letters, and shows who replayed what, and why.</summary>
public static class RedeliverDeadLetters
{
    /// <param name="WouldRedeliver">Messages that match, up to the limit; the rest of the answer is about these.</param>
    /// <param name="Outcomes">How many would do what.</param>
    public sealed record DryRun(string Queue, uint Count, int WouldRedeliver, bool Complete, IReadOnlyDictionary<ForecastOutcome, int> Outcomes, IReadOnlyList<DeadLetter> Messages);

    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapPost("/dead-letters/{queue}/redeliver", PostAsync).Accepts<RedeliveryRequest>("application/json")
            .ProducesProblem(404).ProducesProblem(409).WithHeader(Caller.UserHeader, required: false)
            .WithSummary("Replays dead letters to the queue where they failed; a dry run reports what each would do now");
        ops.MapGet("/dead-letters/redeliveries", async (Guid? orderId, RedeliveryLog log, CancellationToken cancellationToken) => await log.ReadAsync(null, orderId, cancellationToken))
            .WithSummary("Replays of dead letters, with operator and reason, the newest first");
        ops.MapGet("/dead-letters/redeliveries/{id:guid}", ReadAsync).ProducesProblem(404).WithSummary("How far a redelivery is");
    }

    static async Task<Results<Ok<DryRun>, Accepted<Redelivery>, Refusal>> PostAsync(string queue, HttpContext http, IValidator<RedeliveryRequest> validator, DeadLetterService deadLetters, RedeliveryLog log, Redeliverer redeliverer, NpgsqlDataSource database)
    {
        var (request, refusal) = await RequestBody.ReadAsync(http, validator);
        if (request is null)
            return refusal!;
        if (!Caller.TryGetOperator(http.Request, out var by, out refusal))
            return refusal;
        if (request.DryRun)
            return await TryOutAsync(queue, request, deadLetters, database, http.RequestAborted);
        if (!ErrorQueue.IsOne(queue) || await deadLetters.LookAsync(queue, 0, http.RequestAborted) is null)
            return ListDeadLetters.UnknownQueue();

        var redelivery = new Redelivery
        {
            Id = NewId.NextSequentialGuid(),
            Queue = queue,
            Filter = request.Filter ?? new(),
            Limit = request.Limit,
            RatePerSecond = request.RatePerSecond,
            StopOnRepeat = request.StopOnRepeat,
            RequestedBy = by,
            Reason = request.Reason!,
        };
        if (!await log.BeginAsync(redelivery, http.RequestAborted))
            return new Refusal(StatusCodes.Status409Conflict, ProblemCode.RedeliveryRunning, "Dead letters of this queue are being replayed; one redelivery at a time.");
        redeliverer.Begin(redelivery);
        var recorded = await log.ReadAsync(redelivery.Id, null, CancellationToken.None);
        return TypedResults.Accepted($"{OpsKey.Prefix}/dead-letters/redeliveries/{redelivery.Id}", recorded.Single());
    }

    static async Task<Results<Ok<DryRun>, Accepted<Redelivery>, Refusal>> TryOutAsync(string queue, RedeliveryRequest request, DeadLetterService deadLetters, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (await deadLetters.LookForAsync(queue, request.Filter ?? new(), request.Limit ?? DeadLetterService.MostLetters, database, cancellationToken) is not { } letters)
            return ListDeadLetters.UnknownQueue();
        var outcomes = letters.Messages.CountBy(letter => letter.Forecast!.Outcome).ToDictionary();
        return TypedResults.Ok(new DryRun(queue, letters.Count, letters.Messages.Count, letters.Complete, outcomes, letters.Messages));
    }

    static async Task<Results<Ok<Redelivery>, Refusal>> ReadAsync(Guid id, RedeliveryLog log, CancellationToken cancellationToken) =>
        await log.ReadAsync(id, null, cancellationToken) is [var redelivery] ? TypedResults.Ok(redelivery) : new Refusal(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such redelivery.");
}
