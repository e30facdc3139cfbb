using System.Runtime.InteropServices;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>
/// Tells lost messages from those that only wait in a queue. Question and answer pass the queues of a route, one after the other. An overdue answer
/// whose message no table has any more is lost when a marker, sent after that was seen, has come back through the first queue, and one that was sent
/// after that through the second. However long a queue is, nothing in it is taken for lost.
/// </summary>
sealed class OverdueSuspects
{
    Dictionary<(string, Guid, string), Suspect> _suspects = [];

    /// <param name="overdue">What is overdue now, and no message that has yet to reach the broker explains.</param>
    /// <param name="now">When that was read, by PostgreSQL's clock.</param>
    /// <param name="markers">For each queue, when the last marker was sent that has come back.</param>
    /// <returns>Those whose message is lost.</returns>
    public IReadOnlyList<OverdueAnswer> Take(IEnumerable<OverdueAnswer> overdue, DateTimeOffset now, IReadOnlyDictionary<string, DateTimeOffset> markers)
    {
        var lost = new List<OverdueAnswer>();
        var suspects = new Dictionary<(string, Guid, string), Suspect>();
        foreach (var answer in overdue)
        {
            var suspect = _suspects.TryGetValue(answer.Key, out var known) ? known : new(0, now);
            var route = AwaitedAnswers.Named(answer.Answer).Route;
            if (markers.TryGetValue(route[suspect.Hop], out var sentAt) && sentAt >= suspect.Since)
                suspect = new(suspect.Hop + 1, now);
            if (suspect.Hop == route.Count)
                lost.Add(answer);
            else
                suspects.Add(answer.Key, suspect);
        }

        _suspects = suspects;
        return lost;
    }

    /// <summary>Another instance's turn: what this one saw says nothing later.</summary>
    public void Forget() => _suspects = [];

    /// <param name="Hop">Queues of the route that have been passed.</param>
    /// <param name="Since">The marker of this look, which is sent when it has been read, or a later one has to come back.</param>
    [StructLayout(LayoutKind.Auto)]
    readonly record struct Suspect(int Hop, DateTimeOffset Since);
}
