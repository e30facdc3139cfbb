using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

public sealed class The_saga_page
{
    static readonly string Page = Path.Combine(Servers.Root, "docs", "saga.md");

    [Fact]
    public async Task Should_show_the_machine_as_it_is()
    {
        var drawn = OrderGraph.Render();
        if (Environment.GetEnvironmentVariable("FLASHSALE_REWRITE_DOCS") == "1")
            await File.WriteAllTextAsync(Page, drawn);

        (await File.ReadAllTextAsync(Page)).ShouldBe(drawn, "docs/saga.md and the machine differ. FLASHSALE_REWRITE_DOCS=1 writes the page anew; read what changed.");
    }
}
