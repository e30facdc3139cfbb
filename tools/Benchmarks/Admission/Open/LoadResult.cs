using FlashSale.Benchmarks.Admission.Report;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>What came of a plan.</summary>
/// <param name="Latencies">By outcome; from when a request was due, or sent in a closed loop.</param>
/// <param name="Answers">Open loop: one for each request.</param>
/// <param name="Outcomes">The outcomes' names.</param>
/// <param name="Seconds">From the beginning to the last answer.</param>
sealed record LoadResult(IReadOnlyList<LatencyHistogram> Latencies, IReadOnlyList<Answer> Answers, OutcomeNames Outcomes, double Seconds)
{
    public long Requests => Latencies.Sum(one => one.Count);

    public LatencyHistogram All
    {
        get
        {
            var all = new LatencyHistogram();
            foreach (var one in Latencies)
                all.Add(one);
            return all;
        }
    }

    /// <summary>One for all answers first, where there is more than one kind; then one a kind, the most frequent first.</summary>
    public IReadOnlyList<OutcomeFigures> ToFigures()
    {
        OutcomeFigures[] kinds = [.. Latencies.Select((latencies, outcome) => Figures(Outcomes[outcome], latencies)).Where(one => one.Count > 0).OrderByDescending(one => one.Count)];
        return kinds.Length > 1 ? [Figures("all", All), .. kinds] : kinds;
    }

    static OutcomeFigures Figures(string name, LatencyHistogram latencies)
    {
        return new(name, latencies.Count, Milliseconds(0.5), Milliseconds(0.9), Milliseconds(0.99), Milliseconds(0.999), latencies.Longest / 1000.0);

        double Milliseconds(double share) => latencies.Percentile(share) / 1000.0;
    }
}
