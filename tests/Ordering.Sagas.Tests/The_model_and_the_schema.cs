using FlashSale.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>The schema is SQL and the model is C#: neither is generated from the other.</summary>
public sealed class The_model_and_the_schema : IAsyncLifetime
{
    readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Should_agree_on_tables_columns_types_and_what_may_be_null()
    {
        await using var db = new OrderingDbContext(new DbContextOptionsBuilder<OrderingDbContext>().UseNpgsql(_database.DataSource).Options);
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
            var mapped = entity.GetProperties().ToDictionary(
                property => property.GetColumnName(table)!,
                property => $"{property.GetColumnType()} {(property.IsColumnNullable(table) ? "NULL" : "NOT NULL")}");
            var actual = await ColumnsAsync(table);

            mapped.ShouldBeSubsetOf(actual, $"{table.Schema}.{table.Name}");
        }
    }

    [Fact]
    public async Task Should_leave_no_column_unwritten_that_needs_a_value()
    {
        await using var db = new OrderingDbContext(new DbContextOptionsBuilder<OrderingDbContext>().UseNpgsql(_database.DataSource).Options);
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
            var mapped = entity.GetProperties().Select(property => property.GetColumnName(table)!);
            var needed = await _database.ScalarAsync<string[]>(
                "SELECT coalesce(array_agg(column_name::text), '{}') FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
                table.Schema!, table.Name);

            needed.ShouldBeSubsetOf(mapped, $"{table.Schema}.{table.Name}");
        }
    }

    async Task<Dictionary<string, string>> ColumnsAsync(StoreObjectIdentifier table)
    {
        var columns = await _database.ScalarAsync<string[]>(
            "SELECT array_agg(attname || '|' || format_type(atttypid, atttypmod) || ' ' || CASE WHEN attnotnull THEN 'NOT NULL' ELSE 'NULL' END) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
            $"{table.Schema}.{table.Name}");
        columns.ShouldNotBeNull($"There is no table {table.Schema}.{table.Name}.");
        return columns.Select(column => column.Split('|')).ToDictionary(column => column[0], column => column[1]);
    }
}
