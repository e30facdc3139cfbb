using FlashSale.TestKit;
using MassTransit;
using PublishReturnException = RabbitMQ.Client.Exceptions.PublishReturnException;

namespace FlashSale.Inventory.Tests.Consumers;

public sealed class When_no_queue_is_bound_for_the_decision(UnroutedInventory inventory) : IClassFixture<UnroutedInventory>
{
    [Fact]
    public async Task Should_keep_the_command_with_the_reason_instead_of_losing_the_word()
    {
        var product = await inventory.OpenSaleAsync(5);
        var order = await inventory.AdmitAsync(product);

        await inventory.Service<IBus>().Publish(order);

        var letters = await Poll.UntilAsync(() => inventory.Broker.PeekAsync("allocate-stock_error"), letters => letters.Count == 1, "one dead letter");
        letters[0].GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-ExceptionType").GetString().ShouldBe(typeof(PublishReturnException).FullName);
        letters[0].GetProperty("payload").GetString().ShouldNotBeNull().ShouldContain(order.OrderId.ToString("D"));
        (await inventory.BooksAsync(product)).Allocated.ShouldBe(1);
    }
}
