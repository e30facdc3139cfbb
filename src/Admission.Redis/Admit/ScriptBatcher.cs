namespace FlashSale.Admission.Admit;

/// <summary>
/// Batches concurrent requests for one product into calls of a script, each with its own reply: what arrives while calls are under way
/// forms the next call. No request waits for a batch to fill; the batches grow with the load. Figures in ADR 0019.
/// </summary>
abstract class ScriptBatcher<TQuestion, TAnswer>(RedisConnection redis)
{
    /// <summary>Bounds the time for which one call occupies Redis: about 1 ms.</summary>
    const int QuestionsPerCall = 64;

    const int AnswersPerPart = 16;

    /// <summary>Concurrent calls: some are prepared or read while Redis runs one and writes another to its disk. 29,400 orders/s; with two calls, 25,500.</summary>
    const int Calls = 4;

    /// <summary>The queue's limit. More requests could not be answered in time: at 30,000 a second this is half a second's worth. About 1 KB each.</summary>
    const int Longest = 16_384;

    /// <summary>A request that has waited this long without being sent is refused: the reply would come too late for its buyer.</summary>
    static readonly TimeSpan Stale = RedisConnection.CallTimeout / 2;

    readonly Lock _lock = new();
    readonly Queue<Waiting> _waiting = [];
    int _calls;

    protected RedisConnection Redis { get; } = redis;

    /// <summary>Answers within <see cref="RedisConnection.CallTimeout"/>, whatever Redis does.</summary>
    /// <param name="question">One caller's request.</param>
    /// <param name="asked">The local moment since when the caller has been waiting.</param>
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

        // Queued behind the requests that are already in the thread pool, so that they join this call. The call belongs to no single request.
        ThreadPool.UnsafeQueueUserWorkItem(queue => _ = queue.CallAsync(), this, preferLocal: false);
        return waiting.Answer.Task;
    }

    /// <summary>Calls of this kind are unanswered, and Redis has not replied for a while.</summary>
    protected abstract bool IsSilent { get; }

    /// <summary>The answer to a request that was not sent.</summary>
    protected abstract TAnswer NotAsked(TQuestion question);

    /// <summary>Only requests of the same epoch share a call.</summary>
    protected abstract long EpochOf(TQuestion question);

    /// <summary>Sends the call and completes each request. Never throws: every fault becomes the reply to a request.</summary>
    protected abstract Task CallAsync(Waiting[] waiting);

    async Task CallAsync()
    {
        var taken = new List<Waiting>(QuestionsPerCall);
        while (Take(taken))
            await CallAsync([.. taken]);
    }

    /// <summary>Takes the next requests of one epoch. While Redis does not reply, takes only one, as a probe, and refuses the others.</summary>
    /// <returns>False when nothing waits; this call then no longer counts as one of the concurrent calls.</returns>
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

    /// <summary>Completes a request that was not sent, on the thread pool, so that its caller's continuation does not run under the lock.</summary>
    void Refuse(Waiting waiting) => ThreadPool.UnsafeQueueUserWorkItem(
        static refused => refused.waiting.Answer.SetResult(refused.queue.NotAsked(refused.waiting.Question)), (queue: this, waiting), preferLocal: false);

    /// <summary>
    /// Within a part, each answer runs the rest of its request before the next one is completed: a separate work item for each would cost
    /// more in thread wake-ups than the work itself. The parts use several cores and leave this thread free to send the next call.
    /// </summary>
    /// <param name="waiting">The requests of one call.</param>
    /// <param name="read">Reads the answer to the request with this index in the call. An InvalidOperationException goes to the caller.</param>
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

    /// <param name="Question">One caller's request.</param>
    /// <param name="Asked">The local moment since when the caller has been waiting.</param>
    protected sealed record Waiting(TQuestion Question, long Asked)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new();
    }
}
