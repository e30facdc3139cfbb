namespace FlashSale.Schema;

/// <summary>One statement of a migration, and the line of the file on which it begins.</summary>
public sealed record SqlStatement(string Text, int Line)
{
    /// <param name="position">As PostgreSQL counts: characters from the statement's beginning, from 1; 0 when it does not say.</param>
    public int LineAt(int position) => Line + Text.AsSpan(0, Math.Clamp(position - 1, 0, Text.Length)).Count('\n');
}
