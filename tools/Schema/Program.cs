using FlashSale.Schema;
using FlashSale.ServiceDefaults;

// Schema <postgresql:// URI> <folder that holds src/>
if (args is not [var address, var root] || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
{
    await Console.Error.WriteLineAsync("usage: Schema <postgresql://user:password@host:port/database> <folder that holds src/>");
    return 2;
}

var applied = await SchemaFiles.ApplyAsync(ServerAddresses.ToNpgsql(uri), root);
Console.WriteLine(applied.Count == 0 ? "schema is up to date" : $"schema: applied {string.Join(", ", applied)}");
return 0;
