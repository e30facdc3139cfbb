namespace FlashSale.Licences;

/// <summary>SPDX licence expressions: AND binds stronger than OR. "A WITH B" is a licence of its own name.</summary>
public static class LicenceExpression
{
    /// <summary>Whether the allowed licences are enough. What is not an expression, such as an address, is not satisfied.</summary>
    public static bool IsSatisfied(string expression, Func<string, bool> isAllowed)
    {
        var words = new Queue<string>(expression.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return Any(words, isAllowed) && words.Count == 0;
    }

    static bool Any(Queue<string> words, Func<string, bool> isAllowed)
    {
        var satisfied = All(words, isAllowed);
        while (Next(words, "OR"))
            satisfied |= All(words, isAllowed);
        return satisfied;
    }

    static bool All(Queue<string> words, Func<string, bool> isAllowed)
    {
        var satisfied = One(words, isAllowed);
        while (Next(words, "AND"))
            satisfied &= One(words, isAllowed);
        return satisfied;
    }

    static bool One(Queue<string> words, Func<string, bool> isAllowed)
    {
        if (Next(words, "("))
            return Any(words, isAllowed) & Next(words, ")");
        if (!words.TryDequeue(out var licence))
            return false;
        if (Next(words, "WITH"))
            licence = $"{licence} WITH {(words.TryDequeue(out var exception) ? exception : "")}";
        return isAllowed(licence);
    }

    static bool Next(Queue<string> words, string word)
    {
        if (!words.TryPeek(out var next) || next != word)
            return false;
        words.Dequeue();
        return true;
    }
}
