using System.Diagnostics;
using System.Net;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>
/// One thread of the load: sends what is due on connections that are free, and reads what has come. The requests are prebuilt
/// and nothing is allocated, because the servers under load run on the same processors.
/// </summary>
/// <param name="plan">All of it.</param>
/// <param name="part">This loop sends every n-th request from this one on, n being the plan's threads.</param>
/// <param name="server">Where to.</param>
/// <param name="outcomes">Shared by all loops.</param>
/// <param name="answers">Open loop: where answers go, by request.</param>
sealed class LoadLoop(LoadPlan plan, int part, EndPoint server, OutcomeNames outcomes, Answer[] answers)
{
    const int MostOutcomes = 64;

    readonly LatencyHistogram?[] _latencies = new LatencyHistogram?[MostOutcomes];
    readonly Connection[] _connections = [.. Enumerable.Range(0, Math.Max(1, plan.Connections / plan.Threads)).Select(_ => new Connection(server))];
    long _answered;

    public IReadOnlyList<LatencyHistogram?> Latencies => _latencies;

    /// <summary>Of any thread, while it runs.</summary>
    public long Answered => Volatile.Read(ref _answered);

    public long LastAnswerAt { get; private set; }

    /// <param name="start">Timestamp that all times count from.</param>
    public void Run(long start)
    {
        using var epoll = new Epoll();
        var tags = new int[512];
        var free = new Stack<int>(_connections.Length);
        for (var i = 0; i < _connections.Length; i++)
        {
            epoll.Watch(_connections[i].Socket, i);
            free.Push(i);
        }

        var (next, end) = (part, plan.DueAt is { } due ? due[^1] + Microseconds(plan.Length) : Microseconds(plan.Length));
        var now = 0L;
        while (now < end && (plan.DueAt is null || next < plan.DueAt.Count || free.Count < _connections.Length))
        {
            now = Now(start);
            while (free.Count > 0 && IsDue(next, now))
            {
                Send(_connections[free.Peek()], next, now, epoll, free.Pop());
                next += plan.Threads;
            }

            var ready = epoll.Wait(free.Count > 0 && plan.DueAt is not null && next < plan.DueAt.Count ? (int)Math.Clamp((plan.DueAt[next] - now) / 1000, 1, 20) : 20, tags);
            now = Now(start);
            for (var i = 0; i < ready; i++)
            {
                if (Read(_connections[tags[i]], now, epoll, tags[i]))
                    free.Push(tags[i]);
            }
        }

        // What is still on its way has no answer, and neither has what was never sent; a closed loop just stops.
        foreach (var connection in _connections)
        {
            if (plan.DueAt is not null && connection.Request != Connection.Idle)
                Note(connection, OutcomeNames.Broken, default, now);
            connection.Dispose();
        }

        for (; plan.DueAt is not null && next < plan.DueAt.Count; next += plan.Threads)
            Note(next, now, OutcomeNames.Broken, default, now);
    }

    bool IsDue(int request, long now) => plan.DueAt is null || (request < plan.DueAt.Count && plan.DueAt[request] <= now);

    void Send(Connection connection, int request, long now, Epoll epoll, int tag)
    {
        (connection.Request, connection.SentAt) = (request, now);
        if (connection.Send(plan.Requests[request % plan.Requests.Count]))
            return;
        // The server closed it while it was idle: once more, on a new one.
        connection.Reconnect();
        epoll.Watch(connection.Socket, tag);
        (connection.Request, connection.SentAt) = (request, now);
        if (!connection.Send(plan.Requests[request % plan.Requests.Count]))
            throw new InvalidOperationException($"{server} takes no request on a new connection.");
    }

    /// <returns>Whether the connection is free now.</returns>
    bool Read(Connection connection, long now, Epoll epoll, int tag)
    {
        var isBusy = connection.Request != Connection.Idle;
        if (!connection.Receive(out var bytes))
        {
            if (isBusy)
                Note(connection, OutcomeNames.Broken, default, now);
            connection.Reconnect();
            epoll.Watch(connection.Socket, tag);
            return isBusy;
        }

        if (!HttpAnswer.TryRead(bytes, out var answer))
            return false;
        if (!isBusy)
            throw new InvalidOperationException($"{server} answered what nobody asked: {answer.Status}.");
        Note(connection, outcomes.NumberOf(answer.Status, answer.Status < 300 ? [] : answer.Code), answer.Status is 202 or 503 ? answer.OrderId : default, now);
        connection.Forget();
        return true;
    }

    void Note(Connection connection, int outcome, Guid orderId, long now) => Note(connection.Request, connection.SentAt, outcome, orderId, now);

    void Note(int request, long sentAt, int outcome, Guid orderId, long now)
    {
        (_latencies[outcome] ??= new()).Record(now - (plan.DueAt?[request] ?? sentAt));
        if (plan.DueAt is not null)
            answers[request] = new(orderId, sentAt, now, outcome);
        LastAnswerAt = now;
        Volatile.Write(ref _answered, _answered + 1);
    }

    static long Now(long start) => Stopwatch.GetElapsedTime(start).Ticks / TimeSpan.TicksPerMicrosecond;

    static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
