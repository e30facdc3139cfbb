using FlashSale.Admission.Sales;
using FlashSale.Inventory.Reconciliation;
using FlashSale.TestKit;

namespace FlashSale.Inventory.Tests.Reconciliation;

public sealed class When_a_walk_finds_something
{
    static readonly ReconciliationOptions Options = new();
    static readonly TimeSpan StatisticsAge = TimeSpan.FromSeconds(6);
    static readonly TimeSpan Old = TimeSpan.FromMinutes(2);

    readonly ManualClock _clock = new();
    readonly WatchedSale _sale;

    public When_a_walk_finds_something()
    {
        _sale = new(Options, StatisticsAge, _clock);
        Look();
    }

    [Fact]
    public void Should_not_be_confirmed_by_one_walk()
    {
        foreach (var kind in Enum.GetValues<FindingKind>())
            Walk(Of(kind, Options.MaxTransitTime)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FindingKind.Counter)]
    [InlineData(FindingKind.ReservationLost)]
    public void Should_be_confirmed_by_a_second_one_when_no_message_could_explain_it(FindingKind kind)
    {
        var finding = Of(kind, TimeSpan.Zero);
        Walk(finding);
        Walk(finding).ShouldBe([finding.Key]);
    }

    [Fact]
    public void Should_not_take_a_counter_that_moves_for_drift()
    {
        Walk(new Finding(FindingKind.Counter, null, 3));
        Walk(new Finding(FindingKind.Counter, null, 2)).ShouldBeEmpty();
        Walk(new Finding(FindingKind.Counter, null, 2)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(FindingKind.SubmissionLost)]
    [InlineData(FindingKind.ReleaseLost)]
    [InlineData(FindingKind.SettlementLost)]
    public void Should_wait_until_nothing_is_on_its_way(FindingKind kind)
    {
        var finding = Of(kind, Old);
        Walk(finding);
        Walk(finding).ShouldBeEmpty("a message may be on its way");
        SayThatNothingIsOnItsWay(kind is FindingKind.SubmissionLost ? FindingKind.ReleaseLost : FindingKind.SubmissionLost);
        Walk(finding).ShouldBeEmpty("that was about other messages");
        _sale.NeedsInFlightCheck.ShouldBeTrue();
        SayThatNothingIsOnItsWay(kind);
        Walk(finding).ShouldBe([finding.Key]);
    }

    [Theory]
    [InlineData(FindingKind.SubmissionLost)]
    [InlineData(FindingKind.ReleaseLost)]
    [InlineData(FindingKind.SettlementLost)]
    public void Should_not_be_confirmed_while_it_is_young(FindingKind kind)
    {
        Walk(Of(kind, TimeSpan.FromSeconds(50)));
        SayThatNothingIsOnItsWay(kind);
        Walk(Of(kind, TimeSpan.FromSeconds(59))).ShouldBeEmpty();
        Walk(Of(kind, TimeSpan.FromSeconds(60))).ShouldNotBeEmpty();
    }

    [Fact]
    public void Should_not_go_by_figures_from_before_it_was_seen()
    {
        var finding = Of(FindingKind.SubmissionLost, Old);
        Walk(finding);
        _clock.Pass(StatisticsAge - TimeSpan.FromMilliseconds(1));
        _sale.NeedsInFlightCheck.ShouldBeFalse();
        _sale.NoSubmissionIsOnItsWay();
        Walk(finding).ShouldBeEmpty();
        _clock.Pass(TimeSpan.FromMilliseconds(1));
        _sale.NeedsInFlightCheck.ShouldBeTrue("however often it was walked over since");
        _sale.NoSubmissionIsOnItsWay();
        Walk(finding).ShouldNotBeEmpty();
    }

    [Fact]
    public void Should_go_by_a_marker_that_was_sent_after_it_was_seen()
    {
        var (lost, unsettled) = (Of(FindingKind.SubmissionLost, Old), Of(FindingKind.SettlementLost, Old));
        Walk(lost, unsettled);
        _clock.Pass(TimeSpan.FromSeconds(3));
        _sale.SubmissionsHavePassed(_clock.GetTimestamp(), TimeSpan.FromSeconds(3));
        Walk(lost, unsettled).ShouldBeEmpty("the marker was sent before");
        _sale.SubmissionsHavePassed(_clock.GetTimestamp(), TimeSpan.FromSeconds(2.9));
        Walk(lost, unsettled).ShouldBe([lost.Key], "the marker says nothing about commands");
    }

    [Fact]
    public void Should_not_miss_an_order_that_is_still_in_the_stream()
    {
        var waiting = Of(FindingKind.SubmissionLost, Options.MaxTransitTime) with { IsRelayed = false };
        Walk(waiting);
        SayThatNothingIsOnItsWay(FindingKind.SubmissionLost);
        Walk(waiting).ShouldBeEmpty();
        Walk(waiting with { IsRelayed = true }).ShouldBeEmpty("it has just left the stream");
        Walk(waiting with { IsRelayed = true }).ShouldNotBeEmpty();
    }

    [Fact]
    public void Should_confirm_under_load_what_is_too_old_for_any_message()
    {
        foreach (var kind in new[] { FindingKind.SubmissionLost, FindingKind.ReleaseLost, FindingKind.SettlementLost })
        {
            Walk(Of(kind, Options.MaxTransitTime));
            Walk(Of(kind, Options.MaxTransitTime)).ShouldNotBeEmpty($"{kind}");
        }
    }

    [Fact]
    public void Should_not_take_a_queue_that_does_not_move_for_lost()
    {
        var inLine = Of(FindingKind.SubmissionLost, Options.MaxTransitTime * 2) with { IsOvertaken = false };
        Walk(inLine);
        Walk(inLine).ShouldBeEmpty("no order after it has its saga");
    }

    [Fact]
    public void Should_begin_anew_when_the_sale_was_closed()
    {
        var finding = Of(FindingKind.ReservationLost, Old);
        Walk(finding);
        Look(epoch: 2);
        Walk(finding).ShouldBeEmpty();
        Look(epoch: null);
        Look(epoch: 2);
        Walk(finding).ShouldBeEmpty();
    }

    [Fact]
    public void Should_be_walked_over_again_soon_and_in_any_case_now_and_then()
    {
        Walk();
        Look().ShouldBeFalse("at rest");
        _clock.Pass(Options.WalkEvery);
        Look().ShouldBeTrue("for what sums do not show");

        Walk(Of(FindingKind.ReservationLost, Old));
        Look().ShouldBeFalse();
        _clock.Pass(Options.WalkAgainAfter);
        Look().ShouldBeTrue("something was found");
    }

    [Fact]
    public void Should_be_walked_over_when_the_sums_differ_for_a_while_and_not_all_the_time()
    {
        Walk();
        _clock.Pass(Options.WalkAgainAfter);
        Look(reserved: 5).ShouldBeFalse("that may be an order on its way");
        _clock.Pass(Options.RestlessFor / 2);
        Look(reserved: 0).ShouldBeFalse("it was");
        Look(reserved: 5).ShouldBeFalse();
        _clock.Pass(Options.RestlessFor);
        Look(reserved: 5).ShouldBeTrue();

        Walk(took: TimeSpan.FromSeconds(10));
        _clock.Pass(TimeSpan.FromSeconds(199));
        Look(reserved: 5).ShouldBeFalse("a walk takes one part in 20 of the time");
        _clock.Pass(TimeSpan.FromSeconds(1));
        Look(reserved: 5).ShouldBeTrue();

        Walk(took: TimeSpan.FromSeconds(50), rested: TimeSpan.FromSeconds(40));
        _clock.Pass(TimeSpan.FromSeconds(200));
        Look(reserved: 5).ShouldBeTrue("its rests are nobody's burden");
    }

    [Theory]
    [InlineData(FindingKind.SubmissionLost)]
    [InlineData(FindingKind.ReleaseLost)]
    [InlineData(FindingKind.SettlementLost)]
    public void Should_be_confirmed_soon_after_it_is_old_enough(FindingKind kind)
    {
        Walk(Of(kind, TimeSpan.FromSeconds(8)));
        _clock.Pass(TimeSpan.FromSeconds(51));
        _sale.NeedsInFlightCheck.ShouldBeFalse("it is 59 s old");
        _clock.Pass(TimeSpan.FromSeconds(1));
        _sale.NeedsInFlightCheck.ShouldBeTrue("its age grows between the walks");

        Walk(took: TimeSpan.FromSeconds(8), findings: Of(kind, TimeSpan.FromSeconds(60)));
        _clock.Pass(TimeSpan.FromSeconds(1));
        Look().ShouldBeFalse("a message may be on its way");
        SayThatNothingIsOnItsWay(kind);
        Look().ShouldBeFalse("walks take half of the time at most");
        _clock.Pass(TimeSpan.FromSeconds(1));
        Look().ShouldBeTrue("only the second walk is missing");
        Walk(Of(kind, TimeSpan.FromSeconds(76))).ShouldNotBeEmpty();
        _clock.Pass(Options.LookEvery);
        Look().ShouldBeFalse("it is confirmed, and waits for a person or for its saga");
    }

    static Finding Of(FindingKind kind, TimeSpan age) => new(kind, kind is FindingKind.Counter ? null : Guid.NewGuid(), 2, age) { OrderId = kind is FindingKind.Counter ? null : new Guid((int)kind, 0, 0, new byte[8]) };

    void SayThatNothingIsOnItsWay(FindingKind kind)
    {
        _clock.Pass(StatisticsAge);
        if (kind is FindingKind.SubmissionLost)
            _sale.NoSubmissionIsOnItsWay();
        else
            _sale.NoCommandIsOnItsWay();
    }

    IReadOnlyList<(FindingKind, Guid?)> Walk(params Finding[] findings) => Walk(TimeSpan.Zero, TimeSpan.Zero, findings);

    IReadOnlyList<(FindingKind, Guid?)> Walk(TimeSpan took, TimeSpan rested = default, params Finding[] findings)
    {
        var began = _clock.GetTimestamp();
        _clock.Pass(took);
        return [.. _sale.Take(new("product", 1, began, _clock.GetTimestamp(), findings.Length, findings) { Rested = rested }).Select(confirmed => confirmed.Finding.Key)];
    }

    bool Look(long? epoch = 1, int reserved = 0) =>
        _sale.Look(new("product", epoch ?? 1, 1, Total: 10, Allocated: 0, Sold: 0, epoch is { } carried ? new SaleSnapshot(10 - reserved, reserved, 0, 0, 1, carried) : null));
}
