using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Npgsql;

namespace MassTransit;

/// <summary>The embedded statements, with the schema's name put in.</summary>
sealed class MessagingSql(string schema)
{
    readonly ConcurrentDictionary<string, string> _statements = new(StringComparer.Ordinal);

    public string CountDelivery => Read("Inbox");
    public string ForgetDelivery => Read("Inbox");

    string Read(string folder, [CallerMemberName] string name = "") => _statements.GetOrAdd(name, _ =>
    {
        using var stream = typeof(MessagingSql).Assembly.GetManifestResourceStream($"MassTransit.{folder}.{name}.sql")
            ?? throw new InvalidOperationException($"{folder}/{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{schema}", new NpgsqlCommandBuilder().QuoteIdentifier(schema), StringComparison.Ordinal);
    });
}
