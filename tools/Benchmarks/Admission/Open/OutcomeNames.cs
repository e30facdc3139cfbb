using System.Text;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>Numbers for the kinds of answers met so far: a status, and a problem's code where there is one.</summary>
sealed class OutcomeNames
{
    /// <summary>No answer: the connection broke, or the run ended before.</summary>
    public const int Broken = 0;

    readonly Lock _adding = new();
    volatile (int Status, byte[] Code, string Name)[] _known = [(0, [], "no answer")];

    public int Count => _known.Length;

    public string this[int outcome] => _known[outcome].Name;

    public int StatusOf(int outcome) => _known[outcome].Status;

    /// <param name="status">Of the answer.</param>
    /// <param name="code">Of the problem, as UTF-8; empty for none.</param>
    public int NumberOf(int status, ReadOnlySpan<byte> code)
    {
        var known = _known;
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i].Status == status && code.SequenceEqual(known[i].Code))
                return i;
        }

        return AddNew(status, code.ToArray());
    }

    int AddNew(int status, byte[] code)
    {
        lock (_adding)
        {
            var there = Array.FindIndex(_known, one => one.Status == status && code.AsSpan().SequenceEqual(one.Code));
            if (there >= 0)
                return there;
            _known = [.. _known, (status, code, code.Length == 0 ? $"{status}" : $"{status} {Encoding.UTF8.GetString(code)}")];
            return _known.Length - 1;
        }
    }
}
