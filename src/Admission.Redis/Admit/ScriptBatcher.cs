namespace FlashSale.Admission.Admit;

/// <summary>
/// Concurrent requests about one product share calls of a script, each with its own reply: what arrives while calls are under way
/// forms the next call. No request waits for company; the calls grow with the crowd. Figures in ADR 0019.
/// </summary>
abstract class ScriptBatcher<TQuestion, TAnswer>(RedisConnection redis)
{
    /// <summary>Bounds the time for which one call occupies Redis: about 1 ms.</summary>
    const int QuestionsPerCall = 64;

    const int AnswersPerPart = 16;

    /// <summary>Some are prepared and read while Redis works on one and writes another to its disk: 29,400 orders/s, with two 25,500.</summary>
    const int Calls = 4;

    /// <summary>More cannot be answered in time: at 30,000 a second it is half a second's crowd. About 1 KB each.</summary>
    const int Longest = 16_384;

    /// <summary>A question that waited this long before it could be sent is refused: the reply would come too late for its buyer.</summary>
    static readonly TimeSpan Stale = RedisConnection.CallTimeout / 2;

    readonly Lock _lock = new();
    readonly Queue<Waiting> _waiting = [];
    int _calls;

    protected RedisConnection Redis { get; } = redis;

    /// <summary>Answers within <see cref="RedisConnection.CallTimeout"/>, whatever Redis does.</summary>
    /// <param name="question">Of one caller.</param>
    /// <param name="asked">The local moment from which the caller waits.</param>
    public Task<TAnswer> AskAsync(TQuestion question, long asked)
    {
        var waiting = new Waiting(question, asked);
        lock (_lock)
        {
            if (_waiting.Count == Longest || (_calls == Calls && IsSilent))
                return Task.FromResult(NotAsked(question));
            _waiting.Enqueue(waiting);
            if (_calls == Calls)
                return waiting.Answer.Task;
            _calls++;
        }

        // Queued behind the requests that the pool has taken already, so that they join the same call. It belongs to none of them.
        ThreadPool.UnsafeQueueUserWorkItem(queue => _ = queue.CallAsync(), this, preferLocal: false);
        return waiting.Answer.Task;
    }

    /// <summary>Such calls are unanswered and no reply has come for a while.</summary>
    protected abstract bool IsSilent { get; }

    /// <summary>The answer to a question that was not sent.</summary>
    protected abstract TAnswer NotAsked(TQuestion question);

    /// <summary>Questions of one epoch share a call.</summary>
    protected abstract long EpochOf(TQuestion question);

    /// <summary>Sends the call and completes each question. Never throws: whatever happens is the reply to a question.</summary>
    protected abstract Task CallAsync(Waiting[] waiting);

    async Task CallAsync()
    {
        var taken = new List<Waiting>(QuestionsPerCall);
        while (Take(taken))
            await CallAsync([.. taken]);
    }

    /// <summary>Takes the next questions of one epoch; while Redis does not reply only one, as a probe, and the others are refused.</summary>
    /// <returns>False: no question waits, and this call was given back.</returns>
    bool Take(List<Waiting> taken)
    {
        taken.Clear();
        lock (_lock)
        {
            var isSilent = IsSilent;
            while (taken.Count < QuestionsPerCall && _waiting.TryPeek(out var next) && (taken.Count == 0 || EpochOf(taken[0].Question) == EpochOf(next.Question)))
            {
                _waiting.Dequeue();
                if ((isSilent && taken.Count == 1) || Redis.Since(next.Asked) > Stale)
                    Refuse(next);
                else
                    taken.Add(next);
            }

            if (taken.Count == 0)
                _calls--;
            return taken.Count > 0;
        }
    }

    /// <summary>It was not sent. The continuation of its caller does not run under the lock.</summary>
    void Refuse(Waiting waiting) => ThreadPool.UnsafeQueueUserWorkItem(
        static refused => refused.waiting.Answer.SetResult(refused.queue.NotAsked(refused.waiting.Question)), (queue: this, waiting), preferLocal: false);

    /// <summary>
    /// Each answer runs the rest of its request before the next: a work item of the pool for each would cost more (waking its threads)
    /// than what it does. The parts keep several cores busy, and this one free to send the next call.
    /// </summary>
    /// <param name="waiting">Those of a call.</param>
    /// <param name="read">The answer to the question that had this place in the call. What it throws goes to the caller.</param>
    protected static void AnswerInParts(Waiting[] waiting, Func<TQuestion, int, TAnswer> read)
    {
        for (var first = 0; first < waiting.Length; first += AnswersPerPart)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static part =>
                {
                    for (var index = part.first; index < Math.Min(part.first + AnswersPerPart, part.waiting.Length); index++)
                        Answer(part.waiting[index], part.read, index);
                },
                (first, waiting, read), preferLocal: false);
        }
    }

    static void Answer(Waiting waiting, Func<TQuestion, int, TAnswer> read, int index)
    {
        TAnswer answer;
        try
        {
            answer = read(waiting.Question, index);
        }
        catch (InvalidOperationException exception)
        {
            waiting.Answer.SetException(exception);
            return;
        }

        waiting.Answer.SetResult(answer);
    }

    protected static void AnswerAll(Waiting[] waiting, Func<TQuestion, TAnswer> answer)
    {
        foreach (var one in waiting)
            one.Answer.SetResult(answer(one.Question));
    }

    /// <param name="Question">Asked by one caller.</param>
    /// <param name="Asked">A local moment.</param>
    protected sealed record Waiting(TQuestion Question, long Asked)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new();
    }
}
