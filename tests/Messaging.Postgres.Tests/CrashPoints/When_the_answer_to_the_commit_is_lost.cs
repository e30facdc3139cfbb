using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

/// <summary>The process lives on and does not know whether its transaction has committed.</summary>
public sealed class When_the_answer_to_the_commit_is_lost : CrashTest
{
    [Theory]
    [InlineData(TcpProxyVerdict.CutBefore)]
    [InlineData(TcpProxyVerdict.CutBeforeAnswer)]
    public async Task Should_end_with_one_effect_and_all_its_messages(TcpProxyVerdict commit)
    {
        var attempts = 0;
        var process = await StartAsync(builder => builder.AddJobs().WithShortLease().AtTheEnd(_ => Task.FromResult(++attempts)));
        var cuts = 0;
        process.Postgres.Judge = piece => piece.Span.IndexOf("COMMIT\0"u8) >= 0 && Interlocked.Increment(ref cuts) == 1 ? commit : TcpProxyVerdict.Pass;
        await process.Host.SendAsync("jobs", new Job(Key));

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        // The retry works when nothing was committed, and finds a duplicate when it was.
        attempts.ShouldBe(commit == TcpProxyVerdict.CutBefore ? 2 : 1);
        (await EffectsAsync()).ShouldBe(1);
        CopiesAreIdentical();
    }
}
