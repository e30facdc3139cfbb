using System.Text.RegularExpressions;

namespace FlashSale.Schema;

/// <summary>
/// Takes a file apart at its semicolons, those in strings, quoted names, dollar quotes and comments left out. Statements are sent one
/// by one: several in one message are one transaction to PostgreSQL, which CREATE INDEX CONCURRENTLY refuses, and the
/// position of an error counts from the beginning of its statement.
/// </summary>
/// <remarks>A function body in SQL (BEGIN ATOMIC ... END) is taken apart wrongly and fails: quote the body with dollars.</remarks>
public static partial class SqlStatements
{
    public static IReadOnlyList<SqlStatement> Split(string sql)
    {
        var statements = new List<SqlStatement>();
        var begin = -1;
        for (var i = 0; i < sql.Length;)
        {
            var next = End(sql, i);
            if (sql[i] == ';')
            {
                Add(i);
                begin = -1;
            }
            else if (begin < 0 && !char.IsWhiteSpace(sql[i]) && !IsComment(sql, i))
            {
                begin = i;
            }

            i = next;
        }

        Add(sql.Length);
        return statements;

        void Add(int end)
        {
            if (begin >= 0)
                statements.Add(new(sql[begin..end].TrimEnd(), 1 + sql.AsSpan(0, begin).Count('\n')));
        }
    }

    /// <summary>Where the comment, the quoted text or the single character at i ends.</summary>
    static int End(string sql, int i) => sql[i] switch
    {
        '-' when IsComment(sql, i) => IndexAfter(sql, "\n", i),
        '/' when IsComment(sql, i) => EndOfBlockComment(sql, i),
        '\'' => EndOfQuote(sql, i, backslashEscapes: i > 0 && sql[i - 1] is 'e' or 'E' && (i == 1 || !IsNamePart(sql[i - 2]))),
        '"' => EndOfQuote(sql, i, backslashEscapes: false),
        '$' when (i == 0 || !IsNamePart(sql[i - 1])) && DollarQuote().Match(sql, i) is { Success: true } quote => IndexAfter(sql, quote.Value, i + quote.Length),
        _ => i + 1,
    };

    static bool IsComment(string sql, int i) => sql.AsSpan(i) is ['-', '-', ..] or ['/', '*', ..];

    static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    static int IndexAfter(string sql, string mark, int from) => sql.IndexOf(mark, from, StringComparison.Ordinal) is var at and >= 0 ? at + mark.Length : sql.Length;

    static int EndOfQuote(string sql, int from, bool backslashEscapes)
    {
        var quote = sql[from];
        for (var i = from + 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\' && backslashEscapes)
                i++;
            else if (sql[i] == quote && i + 1 < sql.Length && sql[i + 1] == quote)
                i++;
            else if (sql[i] == quote)
                return i + 1;
        }

        return sql.Length;
    }

    static int EndOfBlockComment(string sql, int from)
    {
        var depth = 0;
        for (var i = from; i < sql.Length - 1; i++)
        {
            if (sql.AsSpan(i) is ['/', '*', ..])
            {
                depth++;
                i++;
            }
            else if (sql.AsSpan(i) is ['*', '/', ..])
            {
                depth--;
                i++;
                if (depth == 0)
                    return i + 1;
            }
        }

        return sql.Length;
    }

    [GeneratedRegex(@"\G\$([\p{L}_][\p{L}\p{Nd}_]*)?\$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DollarQuote();
}
