using FlashSale.Ordering.Api.Http;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Parked;

/// <summary>
/// POST /api/ops/parked-messages/send: commits parked messages to their outboxes again. POST .../discard: nobody needs them any more; they stay on
/// record. Sending is safe at any time: a message keeps its id, and its receivers recognize what they have done.
/// </summary>
public static class CloseParkedMessages
{
    public sealed record Body
    {
        /// <summary>As listed. Absent: with all, every one.</summary>
        public IReadOnlyList<long>? Ids { get; init; }

        public bool All { get; init; }

        /// <summary>The reason, which is recorded.</summary>
        public string? Reason { get; init; }
    }

    /// <param name="Count">How many were sent or discarded: those that were parked still.</param>
    public sealed record Answer(long Count);

    public sealed class Validator : AbstractValidator<Body>
    {
        public Validator()
        {
            RuleFor(body => body.Ids).Must((body, ids) => ids is { Count: > 0 } != body.All).WithMessage("Either '{PropertyName}' or 'all' must be sent.");
            RuleFor(body => body.Reason).NotEmpty();
            RuleFor(body => body.Reason).FitsTheRecord();
        }
    }

    public static void Map(IEndpointRouteBuilder ops)
    {
        MapOne("send", "sent", "Sends parked messages again");
        MapOne("discard", "discarded", "Gives parked messages up, which stay on record");

        void MapOne(string verb, string outcome, string summary) =>
            ops.MapPost($"/parked-messages/{verb}", (HttpContext http, IValidator<Body> validator, ParkedMessages parked) => PostAsync(outcome, http, validator, parked))
                .Accepts<Body>("application/json").WithHeader(Caller.UserHeader, required: false).WithSummary(summary);
    }

    static async Task<Results<Ok<Answer>, Refusal>> PostAsync(string outcome, HttpContext http, IValidator<Body> validator, ParkedMessages parked)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;
        if (!Caller.TryGetOperator(http.Request, out var by, out refusal))
            return refusal;
        return TypedResults.Ok(new Answer(await parked.CloseAsync(body.All ? null : body.Ids, outcome, by, body.Reason!, http.RequestAborted)));
    }
}
