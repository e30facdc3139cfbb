using System.Globalization;

namespace FlashSale.Schema;

/// <summary>What the command was asked for.</summary>
public sealed record SchemaArguments(Uri Database, string Root, MigrationOptions Options, bool StatusOnly)
{
    public static string Usage { get; } =
        """
        usage: Schema <postgresql://user:password@host:port/database> <folder that holds src/> [options]

        Applies the migrations src/<Project>/Schema/NNN_name.sql that the database does not have, each in its own transaction.

          --status                 say what is applied, pending or changed; change nothing
          --lock-timeout SECONDS   how long a statement waits for a lock, and others behind it (2)
          --give-up-after SECONDS  how long a file that gets no lock is tried again (600)

        exit codes: 0 the database has what this build needs; 1 a file failed (those before it stay applied), or PostgreSQL is away;
        2 usage; 3 refused, nothing was applied: an applied file was changed, or the files are of another branch or an unsupported
        build; 4 --status only: files are pending
        """;

    /// <returns>Null when they make no sense.</returns>
    public static SchemaArguments? Parse(string[] arguments)
    {
        if (arguments is not [var address, var root, .. var more] || !Uri.TryCreate(address, UriKind.Absolute, out var database)
            || database.Scheme is not ("postgresql" or "postgres"))
        {
            return null;
        }

        var parsed = new SchemaArguments(database, root, new(), StatusOnly: false);
        while (more.Length > 0)
        {
            SchemaArguments? next;
            (next, more) = more switch
            {
                ["--status", .. var rest] => (parsed with { StatusOnly = true }, rest),
                ["--lock-timeout", var value, .. var rest] when Seconds(value) is { } time => (parsed with { Options = parsed.Options with { LockTimeout = time } }, rest),
                ["--give-up-after", var value, .. var rest] when Seconds(value) is { } time => (parsed with { Options = parsed.Options with { GiveUpAfter = time } }, rest),
                _ => (null, []),
            };
            if (next is null)
                return null;
            parsed = next;
        }

        return parsed;
    }

    // PostgreSQL takes a lock_timeout of 0 for none.
    static TimeSpan? Seconds(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : null;
}
