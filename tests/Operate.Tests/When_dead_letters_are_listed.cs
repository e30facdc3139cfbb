using Shouldly;
using Xunit;

namespace FlashSale.Operate.Tests;

public sealed class When_dead_letters_are_listed : Commands
{
    [Fact]
    public async Task Should_print_one_aligned_line_per_group_for_scripts()
    {
        Api.Answer("GET dead-letters", new[] { Given.QueueOf("empty_error", 0), Given.QueueOf(Given.Queue, 12, cameBack: 1), Given.QueueOf("refund_error", 1) });

        var ran = await RunAsync("dead-letters");

        ran.Code.ShouldBe(0);
        ran.Error.ShouldBeEmpty();
        // Neither colours nor boxes, nor what a fault's text would do to a terminal.
        ran.Output.ShouldAllBe(c => c == '\n' || (c >= ' ' && c <= '~'));
        ran.Lines.ShouldBe(
        [
            "QUEUE              COUNT  OLDEST  MESSAGE          EXCEPTION                LATEST FAULT           CAME BACK",
            "order-state_error  12     3 min   PaymentReceived  System.TimeoutException  The bank was [31mslow  1",
            "refund_error       1      3 min   PaymentReceived  System.TimeoutException  The bank was [31mslow  0",
            "order-state_error: 12 dead letters",
            "refund_error: 1 dead letter",
        ]);
        var request = Api.Requests.ShouldHaveSingleItem();
        (request.Key, request.Path).ShouldBe((OpsApi.Key, "dead-letters"));
    }

    [Fact]
    public async Task Should_draw_a_table_on_a_terminal()
    {
        Api.Answer("GET dead-letters", new[] { Given.QueueOf(Given.Queue, 12) });
        var ran = await RunOnATerminalAsync("dead-letters");
        ran.Output.ShouldContain("╭");
        ran.Output.ShouldContain("PaymentReceived");
    }

    [Fact]
    public async Task Should_say_when_there_are_none()
    {
        Api.Answer("GET dead-letters", Array.Empty<object>());
        (await RunAsync("dead-letters")).ShouldBe(new(0, "no dead letters\n", ""));
    }

    [Fact]
    public async Task Should_say_when_not_all_were_grouped()
    {
        Api.Answer("GET dead-letters", new[] { Given.QueueOf(Given.Queue, 12_000, complete: false) });
        (await RunAsync("dead-letters")).Lines[^1].ShouldBe("order-state_error: 12000 dead letters, of which the first 12000 are grouped");
    }
}
