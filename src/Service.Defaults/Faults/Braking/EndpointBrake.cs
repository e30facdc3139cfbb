using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>
/// A circuit breaker that holds messages instead of failing them. <see cref="Threshold"/> different messages of an endpoint that fail in a row
/// by a <see cref="CommonCause"/> put it on; from then on one message at a time is tried, each in its turn, until one passes. ADR 0090.
/// </summary>
sealed class EndpointBrake(string queue, TimeProvider clock, FaultMetrics metrics, ILogger logger) : IDisposable
{
    /// <summary>
    /// Small, since a mistake costs a second and ends with the next message that passes, while those that fail before the brake is on use up
    /// redeliveries: on a quiet queue they would reach _error before many others have failed.
    /// </summary>
    public const int Threshold = 3;

    readonly Lock _lock = new();
    readonly HashSet<Guid> _failedInARow = [];
    readonly BrakeTurns _turns = new(clock);
    volatile PostgresException? _cause;
    volatile bool _isOn;
    long _since;

    public string Queue => queue;

    public bool IsOn => _isOn;

    /// <summary>It is on, and messages wait or are tried. Those that it held may have left: given back, or purged.</summary>
    public bool IsHolding => _isOn && !_turns.IsIdle;

    /// <summary>What the last message failed with; null when one has passed since.</summary>
    public PostgresException? Cause => _cause;

    /// <summary>How long it has been on, and what the last message failed with; null when it is off, or holds nothing.</summary>
    public (TimeSpan For, PostgresException Cause)? On
    {
        get
        {
            lock (_lock)
                return IsHolding ? (clock.GetElapsedTime(_since), _cause!) : null;
        }
    }

    /// <summary>Notes that a message has failed, its short retries included.</summary>
    /// <returns>Whether it is to be held: the brake is on.</returns>
    public bool Failed(Guid messageId, PostgresException cause)
    {
        lock (_lock)
        {
            _cause = cause;
            if (!_isOn && _failedInARow.Add(messageId) && _failedInARow.Count >= Threshold)
                PutOn(cause);
            return _isOn;
        }
    }

    /// <summary>Notes that a message has passed: the cause is not common to all, or no longer there.</summary>
    public void Passed()
    {
        // The path of every message while nothing fails.
        if (_cause is null)
            return;
        lock (_lock)
        {
            _cause = null;
            _failedInARow.Clear();
            if (_isOn)
                Release();
        }
    }

    /// <param name="wasTried">Whether the message has failed since the brake is on.</param>
    /// <returns>Null when the brake is off, and the message need not wait.</returns>
    public BrakeTurn? TakeTurn(bool wasTried)
    {
        if (!_isOn)
            return null;
        lock (_lock)
            return _isOn ? _turns.Add(wasTried) : null;
    }

    public void Dispose() => _turns.Dispose();

    void PutOn(PostgresException cause)
    {
        (_isOn, _since) = (true, clock.GetTimestamp());
        _turns.Start();
        metrics.Braked(queue);
        logger.LogWarning(
            "{Queue} is braked: {Messages} different messages in a row failed with {SqlState}: {Cause}. One at a time is tried until one passes",
            queue, Threshold, cause.SqlState, cause.MessageText);
    }

    void Release()
    {
        _isOn = false;
        _turns.BeginAll();
        metrics.Released(queue);
        logger.LogInformation("{Queue} is no longer braked: a message has passed after {Seconds:0.0} s", queue, clock.GetElapsedTime(_since).TotalSeconds);
    }
}
