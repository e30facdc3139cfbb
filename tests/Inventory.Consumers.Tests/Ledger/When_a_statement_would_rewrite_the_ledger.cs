using Npgsql;
using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_a_statement_would_rewrite_the_ledger(TestLedger ledger) : IClassFixture<TestLedger>
{
    [Theory]
    [InlineData("UPDATE inventory.movements SET quantity = 2")]
    [InlineData("DELETE FROM inventory.movements")]
    [InlineData("TRUNCATE inventory.movements")]
    public async Task Should_refuse(string rewriting)
    {
        var order = Allocate(await ledger.OpenSaleAsync(1));
        await ledger.DecideAsync(order);

        var refusal = await Should.ThrowAsync<PostgresException>(() => ledger.Database.ExecuteAsync(rewriting));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.RestrictViolation);
        (await ledger.MovementsAsync(order.OrderId)).ShouldBe(1);
    }

    [Theory]
    [InlineData("available = available + 1")]
    [InlineData("allocated = allocated - 1")]
    [InlineData("sold = sold + 1")]
    public async Task Should_keep_the_books_balanced(string tampering)
    {
        var product = await ledger.OpenSaleAsync(3);
        await ledger.DecideAsync(Allocate(product));

        var refusal = await Should.ThrowAsync<PostgresException>(() =>
            ledger.Database.ExecuteAsync($"UPDATE inventory.stock SET {tampering} WHERE product_id = $1", product));

        refusal.ConstraintName.ShouldBe("books_balance");
    }
}
