using FlashSale.Ordering.Api.Http;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>The body of POST /api/ops/dead-letters/{queue}/redeliver.</summary>
public sealed record RedeliveryRequest
{
    const int UsualRate = 20;

    public DeadLetterFilter? Filter { get; init; }
    public int? Limit { get; init; }

    /// <summary>Messages per second; they are sent in one batch each second.</summary>
    public int RatePerSecond { get; init; } = UsualRate;

    /// <summary>Reports what each message would do now, and replays none.</summary>
    public bool DryRun { get; init; }

    /// <summary>No further batch as soon as a message of this redelivery is a dead letter again.</summary>
    public bool StopOnRepeat { get; init; } = true;

    /// <summary>The reason, which is recorded.</summary>
    public string? Reason { get; init; }

    public sealed class Validator : AbstractValidator<RedeliveryRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Limit).GreaterThan(0);
            RuleFor(request => request.RatePerSecond).InclusiveBetween(1, 1000);
            RuleFor(request => request.Reason).NotEmpty().When(request => !request.DryRun);
            RuleFor(request => request.Reason).FitsTheRecord();
        }
    }
}
