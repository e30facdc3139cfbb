using FlashSale.Ordering.Sagas.Graph;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

public sealed class The_saga_page
{
    static readonly OrderGraph Graph = new();

    [Fact]
    public Task Should_show_the_machine_as_it_is() => ShouldBeAsync("docs/saga.md", Graph.ToMarkdown());

    [Fact]
    public Task Should_be_known_to_the_API() => ShouldBeAsync("src/Ordering.Api/Operations/Sagas/order-saga.json", Graph.ToJson());

    static async Task ShouldBeAsync(string path, string drawn)
    {
        var file = Path.Combine(Servers.Root, path);
        if (Environment.GetEnvironmentVariable("FLASHSALE_REWRITE_DOCS") == "1")
            await File.WriteAllTextAsync(file, drawn);

        (await File.ReadAllTextAsync(file)).ShouldBe(drawn, $"{path} and the machine differ. FLASHSALE_REWRITE_DOCS=1 writes it anew; read what changed.");
    }
}
