using FlashSale.Ordering.Api.Shop.Admission;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

public sealed class When_orders_of_a_sale_are_stuck
{
    const string Phone = "phone";
    const string Watch = "watch";

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly ManualClock _clock = new();
    readonly BacklogLimiter _backlog;
    readonly SaleInOrder _phone;
    readonly SaleInOrder _watch;

    public When_orders_of_a_sale_are_stuck()
    {
        _backlog = new(new BacklogOptions { WaitLimit = TimeSpan.FromMinutes(10), ClosesAfter = TimeSpan.FromSeconds(30) }, _clock);
        (_phone, _watch) = (new(_clock), new(_clock));
        Look();
    }

    [Fact]
    public void Should_not_count_them_while_later_ones_are_decided()
    {
        Lose(_phone, 2_000);
        for (var second = 0; second < 3_600; second++)
        {
            Pass(_phone, 1);
            _backlog.WaitOf(Phone).ShouldBe(TimeSpan.Zero);
        }

        // A crowd is not told of them either.
        _phone.Admit(20);
        Look();
        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.Zero);
        Refusals(Phone, 20).ShouldAllBe(refused => !refused);
    }

    [Fact]
    public void Should_be_open_again_at_the_look_after_the_one_order_that_a_closed_sale_admits_is_decided()
    {
        Lose(_phone, 700);
        Look(times: 640);
        Refusals(Phone, 3).ShouldBe([false, true, true]);

        Pass(_phone, 1);

        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.Zero);
        Refusals(Phone, 3).ShouldBe([false, false, false]);
    }

    [Fact]
    public void Should_not_be_closed_by_a_few()
    {
        Lose(_phone, 99);
        for (var second = 0; second < 3_600; second++)
        {
            Look();
            Refusals(Phone, 2).ShouldBe([false, false]);
        }

        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.Zero, "what stands for longer than the limit while nothing comes is no queue");
    }

    [Fact]
    public void Should_not_be_closed_by_those_that_a_finding_explains()
    {
        Lose(_phone, 700);
        Look(times: 90);
        _phone.Lost = 700;
        Look(times: 3_600);
        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.Zero);
        Refusals(Phone, 3).ShouldBe([false, false, false]);
    }

    [Fact]
    public void Should_count_the_orders_beside_them()
    {
        Lose(_phone, 700);
        Look(times: 90);
        _phone.Lost = 700;
        Look(times: 900);

        // The pipeline is down when the crowd comes.
        _phone.Admit(500);
        Look(times: 641);
        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.FromSeconds(640));
        Refusals(Phone, 3).ShouldBe([false, true, true]);
    }

    [Fact]
    public void Should_not_take_a_finding_of_passed_orders_off_a_later_queue()
    {
        Lose(_phone, 700);
        Pass(_phone, 1);
        _phone.Lost = 700;
        Pass(_phone, 1);

        _phone.Admit(500);
        Look(times: 641);
        Refusals(Phone, 3).ShouldBe([false, true, true]);
    }

    [Fact]
    public void Should_not_count_them_when_later_orders_of_another_sale_are_decided()
    {
        Lose(_phone, 700);
        for (var second = 0; second < 3_600; second++)
        {
            Pass(_watch, 1);
            Refusals(Phone, 2).ShouldBe([false, false]);
        }

        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Should_count_what_the_relay_has_not_handed_on_whatever_another_sale_does()
    {
        _phone.Admit(700);
        _phone.InStream = 700;
        for (var second = 0; second < 641; second++)
            Pass(_watch, 1);
        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.FromSeconds(640));
        Refusals(Phone, 2).ShouldBe([false, true]);
    }

    [Fact]
    public void Should_count_what_the_relay_has_just_handed_on_whatever_another_sale_does()
    {
        // The relay takes from both sales: orders of the small one are decided that were admitted minutes after the crowd's.
        _phone.Admit(3_000);
        for (var second = 1; second <= 150; second++)
        {
            _phone.InStream = Math.Max(0, 1_000 - (10 * second));
            _watch.Admit(1);
            _watch.Decide(1);
            _phone.Decide(5);
            Look();
        }

        _backlog.WaitOf(Phone).ShouldBe(TimeSpan.FromSeconds((3_000 - 750) / 5));
    }

    [Fact]
    public void Should_not_close_another_sale()
    {
        Lose(_phone, 700);
        Look(times: 641);
        Refusals(Phone, 2).ShouldBe([false, true]);
        Refusals(Watch, 20).ShouldAllBe(refused => !refused);
        _backlog.WaitOf(Watch).ShouldBe(TimeSpan.Zero);
        _backlog.Waiting.Keys.ShouldBe([Phone]);
    }

    bool[] Refusals(string productId, int buyers) => [.. Enumerable.Range(0, buyers).Select(_ => _backlog.Refuses(productId))];

    static void Lose(SaleInOrder sale, long orders)
    {
        sale.Admit(orders);
        sale.Lose(orders);
    }

    /// <summary>Orders that are decided at once.</summary>
    void Pass(SaleInOrder sale, long orders)
    {
        sale.Admit(orders);
        sale.Decide(orders);
        Look();
    }

    void Look(int times = 1)
    {
        for (var look = 0; look < times; look++)
        {
            _backlog.Observe(new Dictionary<string, QueueSample>(StringComparer.Ordinal) { [Phone] = _phone.Look(), [Watch] = _watch.Look() }, LookEvery);
            _clock.Pass(LookEvery);
        }
    }
}
