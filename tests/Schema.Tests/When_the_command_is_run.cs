using Shouldly;
using Xunit;

namespace FlashSale.Schema.Tests;

public sealed class When_the_command_is_run : Installation
{
    [Fact]
    public async Task Should_apply_tell_the_state_and_refuse_with_the_documented_codes()
    {
        using var disk = new MigrationsOnDisk(("001_a.sql", "CREATE TABLE a (id int);"));
        // Where its own project stands are no migrations.
        disk.Write("Schema", "999_no.sql", "SELECT nothing");

        (await MigrationsOnDisk.RunAsync(Address, disk.Root, "--status")).ShouldBe((4, "pending                        001_a.sql\n"));
        var applied = await MigrationsOnDisk.RunAsync(Address, disk.Root);
        applied.Code.ShouldBe(0);
        applied.Output.ShouldMatch(@"^schema: 001_a\.sql applied in \d+\.\d\d s\n$");
        (await MigrationsOnDisk.RunAsync(Address, disk.Root)).ShouldBe((0, "schema: up to date\n"));
        (await MigrationsOnDisk.RunAsync(Address, disk.Root, "--status")).Code.ShouldBe(0);

        disk.Write("Other.Project/Schema", "002_b.sql", "SELECT\nnothing");
        var failed = await MigrationsOnDisk.RunAsync(Address, disk.Root);
        failed.Code.ShouldBe(1);
        failed.Output.ShouldStartWith("schema: 002_b.sql, line 2: 42703: ");

        disk.Write("Some.Project/Schema", "001_a.sql", "CREATE TABLE a (id bigint);");
        var refused = await MigrationsOnDisk.RunAsync(Address, disk.Root);
        refused.Code.ShouldBe(3);
        refused.Output.ShouldStartWith("schema: refused, nothing was applied. Changed after being applied here: 001_a.sql.");
        var status = await MigrationsOnDisk.RunAsync(Address, disk.Root, "--status");
        status.Code.ShouldBe(3);
        status.Output.ShouldMatch(@"^changed  \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  001_a\.sql\npending +002_b\.sql\nwould be refused: ");
    }

    [Theory]
    [InlineData]
    [InlineData("postgresql://a@b/c")]
    [InlineData("b/c", "/")]
    [InlineData("postgresql://a@b/c", "/", "--lock-timeout")]
    [InlineData("postgresql://a@b/c", "/", "--lock-timeout", "0")]
    [InlineData("postgresql://a@b/c", "/", "--force")]
    public void Should_tell_its_usage_when_it_is_not_understood(params string[] arguments) => SchemaArguments.Parse(arguments).ShouldBeNull();

    [Fact]
    public async Task Should_tell_its_usage_when_it_is_not_asked_for_anything()
    {
        var (code, output) = await MigrationsOnDisk.RunAsync();

        code.ShouldBe(2);
        output.ShouldStartWith("usage: Schema <postgresql://");
    }

    [Fact]
    public void Should_read_its_options()
    {
        var parsed = SchemaArguments.Parse(["postgresql://a@b/c", "/r", "--give-up-after", "30", "--status", "--lock-timeout", "0.5"])!;

        parsed.StatusOnly.ShouldBeTrue();
        parsed.Options.GiveUpAfter.ShouldBe(TimeSpan.FromSeconds(30));
        parsed.Options.LockTimeout.ShouldBe(TimeSpan.FromSeconds(0.5));
    }
}
