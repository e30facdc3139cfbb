using System.Diagnostics;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

/// <param name="Code">The problem's code, or accepted.</param>
/// <param name="Asked">Local timestamp, <see cref="Stopwatch"/>.</param>
/// <param name="Answered">Local timestamp.</param>
sealed record CrowdAnswer(string Code, long Asked, long Answered, Guid? OrderId)
{
    public const string Accepted = "accepted";

    public TimeSpan Took => Stopwatch.GetElapsedTime(Asked, Answered);
}
