using FlashSale.Ordering.Api.Http;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>
/// POST /api/ops/sagas/resume: what one order, or those in a state, wait for; with apply the sagas ask for it again, at once, whatever they know of dead
/// letters. GET .../resumes: who had what asked for, and why. GET .../stuck: what a person has to look after.
/// </summary>
public static class ResumeOrders
{
    /// <summary>Answers of one request.</summary>
    const int Most = 1000;

    public sealed record Body
    {
        /// <summary>One order. Absent: those in the state.</summary>
        public Guid? OrderId { get; init; }

        public string? State { get; init; }

        /// <summary>With a state: only what has been awaited for longer than this.</summary>
        public int? OlderThanSeconds { get; init; }

        /// <summary>Without it, the answer only reports what would be asked for.</summary>
        public bool Apply { get; init; }

        /// <summary>The reason, which is recorded.</summary>
        public string? Reason { get; init; }
    }

    /// <param name="Answers">The longest awaited first.</param>
    /// <param name="Complete">False: there are more.</param>
    /// <param name="Asked">Whether they are asked for again.</param>
    public sealed record Answer(IReadOnlyList<AwaitedAnswer> Answers, bool Complete, bool Asked);

    public sealed class Validator : AbstractValidator<Body>
    {
        public Validator()
        {
            RuleFor(body => body.OrderId).Must((body, orderId) => (orderId is null) != (body.State is null)).WithMessage("Either '{PropertyName}' or 'state' must be sent.");
            RuleFor(body => body.State).Must(state => state is null || SagaGraph.Instance.States.Contains(state, StringComparer.Ordinal))
                .WithMessage("'{PropertyName}' must be one of " + string.Join(", ", SagaGraph.Instance.States) + ".");
            RuleFor(body => body.OlderThanSeconds).NotNull().When(body => body.State is not null);
            RuleFor(body => body.OlderThanSeconds).Null().When(body => body.State is null);
            RuleFor(body => body.OlderThanSeconds).GreaterThanOrEqualTo(0);
            RuleFor(body => body.Reason).NotEmpty().When(body => body.Apply);
            RuleFor(body => body.Reason).FitsTheRecord();
        }
    }

    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapPost("/sagas/resume", PostAsync).Accepts<Body>("application/json").ProducesProblem(404)
            .WithHeader(Caller.UserHeader, required: false).WithSummary("Reports what an order, or those in a state, wait for, or asks for it again");
        ops.MapGet("/sagas/resumes", async (AwaitedAnswers awaited, CancellationToken cancellationToken) => await awaited.RequestsAsync(cancellationToken))
            .WithSummary("What operators had asked for again, with operator and reason, the newest first");
        ops.MapGet("/sagas/stuck", async (AwaitedAnswers awaited, CancellationToken cancellationToken) => await awaited.StuckAsync(null, cancellationToken))
            .WithSummary("Awaited answers that need an operator: a dead letter, or five resends without an answer");
    }

    static async Task<Results<Ok<Answer>, Refusal>> PostAsync(HttpContext http, IValidator<Body> validator, AwaitedAnswers awaited, SagaReader sagas)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;
        if (!Caller.TryGetOperator(http.Request, out var by, out refusal))
            return refusal;

        // One more than is reported tells whether there are more.
        var found = body.OrderId is { } orderId
            ? await awaited.OfOrderAsync(orderId, Most + 1, http.RequestAborted)
            : await awaited.OfStateAsync(body.State!, TimeSpan.FromSeconds(body.OlderThanSeconds!.Value), Most + 1, http.RequestAborted);
        if (found.Count == 0 && body.OrderId is { } unheard && !await sagas.KnowsAsync(unheard, http.RequestAborted))
            return Refusal.UnknownOrder();

        var answers = found.Take(Most).ToList();
        var asks = body.Apply && answers.Count > 0;
        if (asks)
            await awaited.AskAgainAsync(answers, by, body.Reason!, http.RequestAborted);
        return TypedResults.Ok(new Answer(answers, Complete: found.Count <= Most, asks));
    }
}
