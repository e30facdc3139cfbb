using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>
/// Concurrent requests of one product share calls of the script, each with its own outcome: what comes while calls are under way
/// is the next call. Nobody waits for company; the calls grow with the crowd. Figures in ADR 0019.
/// </summary>
sealed class AdmissionQueue(GateConnection redis)
{
    /// <summary>Bounds the time for which one call keeps Redis from all others: about 1 ms.</summary>
    const int RequestsPerCall = 64;

    const int RepliesPerPart = 16;

    /// <summary>Some are prepared and read while Redis works on one and writes another to its disk: 29,400 orders/s, with two 25,500.</summary>
    const int Calls = 4;

    /// <summary>More cannot be answered in time: at 30,000 a second it is half a second's crowd. About 1 KB each.</summary>
    const int Longest = 16_384;

    /// <summary>Waited so long before it could be sent, a request is refused: the answer would come too late for its buyer.</summary>
    static readonly TimeSpan Stale = GateConnection.Patience / 2;

    readonly Lock _lock = new();
    readonly Queue<Waiting> _waiting = [];
    int _calls;

    /// <summary>Answers within <see cref="GateConnection.Patience"/>, whatever Redis does.</summary>
    public Task<AdmissionReply> AskAsync(AdmissionRequest request)
    {
        var waiting = new Waiting(request, redis.Now);
        lock (_lock)
        {
            if (_waiting.Count == Longest || (_calls == Calls && redis.IsSilent))
                return Task.FromResult(new AdmissionReply(AdmissionOutcome.Unreachable, request.OrderId));
            _waiting.Enqueue(waiting);
            if (_calls == Calls)
                return waiting.Reply.Task;
            _calls++;
        }

        // Behind the requests that the pool has in hand already: they come into the same call. It belongs to none of them.
        ThreadPool.UnsafeQueueUserWorkItem(queue => _ = queue.CallAsync(), this, preferLocal: false);
        return waiting.Reply.Task;
    }

    async Task CallAsync()
    {
        var requests = new List<Waiting>(RequestsPerCall);
        while (Take(requests))
            await DecideAsync(requests);
    }

    /// <summary>Takes the next requests of one epoch; in a silence of Redis one alone, to ask whether it is over, and the others are refused.</summary>
    /// <returns>False: nobody waits, and this call was given back.</returns>
    bool Take(List<Waiting> requests)
    {
        requests.Clear();
        lock (_lock)
        {
            var isSilent = redis.IsSilent;
            while (requests.Count < RequestsPerCall && _waiting.TryPeek(out var next) && (requests.Count == 0 || next.Request.Epoch == requests[0].Request.Epoch))
            {
                _waiting.Dequeue();
                if ((isSilent && requests.Count == 1) || redis.Since(next.Asked) > Stale)
                    Refuse(next);
                else
                    requests.Add(next);
            }

            if (requests.Count == 0)
                _calls--;
            return requests.Count > 0;
        }
    }

    /// <summary>It was not sent. What its buyer's thread does then is not done under the lock.</summary>
    static void Refuse(Waiting waiting) => ThreadPool.UnsafeQueueUserWorkItem(
        static waiting => waiting.Reply.SetResult(new(AdmissionOutcome.Unreachable, waiting.Request.OrderId)), waiting, preferLocal: false);

    /// <summary>Never throws: whatever happens is the outcome of each.</summary>
    async Task DecideAsync(List<Waiting> requests)
    {
        var asked = requests.ConvertAll(waiting => waiting.Request).ToArray();
        var sent = redis.Now;
        try
        {
            var deadlines = requests.ConvertAll(waiting => redis.Clock.Deadline(waiting.Asked, GateConnection.Patience)).ToArray();
            var answer = (RedisResult[])await redis.RunAsync(LuaScript.Admit, AdmitCall.KeysOf(asked), AdmitCall.ValuesOf(asked, deadlines), redis.PatienceLeft(requests[0].Asked), default);
            redis.Clock.Learn(AdmitCall.TimeOf(answer), sent, redis.Now);
            ReplyInParts([.. requests], answer);
        }
        catch (GateUnavailableException)
        {
            ReplyAll(requests, AdmissionOutcome.Unreachable);
        }
        catch (RedisConnectionException exception) when (exception.FailureType == ConnectionFailureType.UnableToResolvePhysicalConnection)
        {
            // There was no connection to write to. A connection that broke later leaves the outcome unknown.
            ReplyAll(requests, AdmissionOutcome.Unreachable);
        }
        catch (RedisServerException exception) when (RedisError.RefusesToServe(exception))
        {
            ReplyAll(requests, AdmissionOutcome.Unreachable);
        }
        catch (Exception exception) when (exception is RedisConnectionException or TimeoutException)
        {
            ReplyAll(requests, AdmissionOutcome.Unknown);
        }
        catch (Exception exception)
        {
            foreach (var waiting in requests)
                waiting.Reply.TrySetException(exception);
        }
    }

    /// <summary>
    /// Each reply runs the rest of its request before the next: a work item of the pool for each would cost more (waking its threads)
    /// than what it does. The parts keep several cores busy, and this one free to send the next call.
    /// </summary>
    static void ReplyInParts(Waiting[] requests, RedisResult[] answer)
    {
        for (var first = 0; first < requests.Length; first += RepliesPerPart)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                part =>
                {
                    for (var index = part.first; index < Math.Min(part.first + RepliesPerPart, part.requests.Length); index++)
                        Reply(part.requests[index], part.answer, index);
                },
                (first, requests, answer), preferLocal: false);
        }
    }

    static void Reply(Waiting waiting, RedisResult[] answer, int index)
    {
        try
        {
            waiting.Reply.SetResult(AdmitCall.ReplyTo(waiting.Request, answer, index));
        }
        catch (InvalidOperationException exception)
        {
            waiting.Reply.SetException(exception);
        }
    }

    static void ReplyAll(List<Waiting> requests, AdmissionOutcome outcome)
    {
        foreach (var waiting in requests)
            waiting.Reply.SetResult(new(outcome, waiting.Request.OrderId));
    }

    sealed record Waiting(AdmissionRequest Request, long Asked)
    {
        public TaskCompletionSource<AdmissionReply> Reply { get; } = new();
    }
}
