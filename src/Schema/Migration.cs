using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace FlashSale.Schema;

/// <summary>One file NNN_name.sql. Comments at its top may say how it is applied: <c>-- migrate: no-transaction</c>, <c>-- migrate: compatible-since 090</c>.</summary>
public sealed partial record Migration
{
    const string Directive = "-- migrate:";

    /// <summary>The file's name, the same on every machine: its key in the journal.</summary>
    public required string Name { get; init; }

    public required int Number { get; init; }

    /// <summary>SHA-256 of the text with \n as line ends, in hexadecimal digits.</summary>
    public required string Checksum { get; init; }

    public required IReadOnlyList<SqlStatement> Statements { get; init; }

    /// <summary>False for what PostgreSQL refuses in a transaction, such as CREATE INDEX CONCURRENTLY.</summary>
    public bool InTransaction { get; init; } = true;

    /// <summary>Builds whose newest migration has a lower number do not work on the schema that this file leaves; null when all do.</summary>
    public int? CompatibleSince { get; init; }

    /// <exception cref="MigrationRefusedException">The name or the text breaks a rule of docs/adr/0073-migrations.md.</exception>
    public static Migration Parse(string name, string text)
    {
        var match = FileName().Match(name);
        if (!match.Success)
            throw new MigrationRefusedException($"{name} is no name of a migration: it is NNN_what_it_does.sql, in small letters, digits and underscores.");

        text = text.ReplaceLineEndings("\n");
        var migration = new Migration
        {
            Name = name,
            Number = int.Parse(match.Groups["number"].ValueSpan),
            Checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            Statements = SqlStatements.Split(text),
        };
        var lines = text.Split('\n');
        var header = lines.TakeWhile(line => line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal)).ToList();
        if (lines.Skip(header.Count).Any(line => line.TrimStart().StartsWith(Directive, StringComparison.Ordinal)))
            throw new MigrationRefusedException($"{name}: a line '{Directive} ...' stands at the top of its file, before all SQL.");
        foreach (var line in header.Where(line => line.StartsWith(Directive, StringComparison.Ordinal)))
            migration = migration.With(line[Directive.Length..].Trim());

        migration.RefuseTransactionControl();
        migration.RefuseIndexThatCannotBeRepeated();
        return migration;
    }

    Migration With(string directive) => directive.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["no-transaction"] => this with { InTransaction = false },
        ["compatible-since", var number] when int.TryParse(number, out var since) && since <= Number => this with { CompatibleSince = since },
        _ => throw new MigrationRefusedException($"{Name}: '{Directive} {directive}' is neither 'no-transaction' nor 'compatible-since NNN' with a number up to the file's own."),
    };

    void RefuseTransactionControl()
    {
        if (Statements.FirstOrDefault(statement => TransactionControl().IsMatch(statement.Text)) is { } statement)
            throw new MigrationRefusedException($"{Name}, line {statement.Line}: a file is one transaction already, or has '{Directive} no-transaction'; it begins and ends none itself.");
    }

    // A build that fails or is killed leaves an INVALID index behind, and the file is run again. IF NOT EXISTS would then take the invalid one for done.
    void RefuseIndexThatCannotBeRepeated()
    {
        for (var i = 0; i < Statements.Count; i++)
        {
            if (ConcurrentIndex().Match(Statements[i].Text) is not { Success: true } index)
                continue;
            var name = index.Groups["name"].Value;
            var isDropped = Statements.Take(i).Any(statement => DroppedIndex().Match(statement.Text) is { Success: true } dropped
                && dropped.Groups["name"].Value.Split('.')[^1].Equals(name, StringComparison.OrdinalIgnoreCase));
            if (!isDropped || index.Groups["unless"].Success)
                throw new MigrationRefusedException($"{Name}, line {Statements[i].Line}: a concurrent index build that was cut short is run again, so the file says DROP INDEX CONCURRENTLY IF EXISTS <schema>.{name} first, and CREATE INDEX CONCURRENTLY without IF NOT EXISTS.");
        }
    }

    const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^(?<number>\d{3,6})_[a-z0-9_]+\.sql$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FileName();

    [GeneratedRegex(@"^(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT)\b(?!\s+TO\b)", Options, 1000)]
    private static partial Regex TransactionControl();

    [GeneratedRegex(@"^CREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?<unless>IF\s+NOT\s+EXISTS\s+)?(?<name>\S+)\s", Options, 1000)]
    private static partial Regex ConcurrentIndex();

    [GeneratedRegex(@"^DROP\s+INDEX\s+CONCURRENTLY\s+IF\s+EXISTS\s+(?<name>\S+)", Options, 1000)]
    private static partial Regex DroppedIndex();
}
