using FlashSale.Schema;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

if (SchemaArguments.Parse(args) is not { } arguments)
{
    await Console.Error.WriteLineAsync(SchemaArguments.Usage);
    return SchemaExit.Usage;
}

try
{
    var migrator = new Migrator(ServerAddresses.ToNpgsql(arguments.Database), arguments.Options, line => Console.WriteLine($"schema: {line}"));
    var files = MigrationFolder.Read(arguments.Root);
    if (arguments.StatusOnly)
    {
        var (plan, journal) = await migrator.LookAsync(files);
        return SchemaStatus.Write(plan, journal, Console.Out);
    }

    if ((await migrator.ApplyAsync(files)).Count == 0)
        Console.WriteLine("schema: up to date");
    return SchemaExit.Fits;
}
catch (MigrationRefusedException refused)
{
    await Console.Error.WriteLineAsync($"schema: refused, nothing was applied. {refused.Message}");
    return SchemaExit.Refused;
}
catch (Exception failed) when (failed is MigrationFailedException or NpgsqlException)
{
    await Console.Error.WriteLineAsync($"schema: {failed.Message}");
    return SchemaExit.Failed;
}
