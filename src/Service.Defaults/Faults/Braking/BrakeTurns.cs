namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>
/// The order in which a braked endpoint tries its messages: one at a time, with a pause before each. Those that failed since the brake is on come
/// after those that did not, which are likelier to pass, and among themselves each comes again when all others have had their turn: a message that
/// always fails holds up no other.
/// </summary>
sealed class BrakeTurns : IDisposable
{
    /// <summary>Before the first attempt; each pause is twice as long as the one before, up to <see cref="LongestPause"/>.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly LinkedList<BrakeTurn> _untried = [];
    readonly LinkedList<BrakeTurn> _tried = [];
    readonly ITimer _timer;
    TimeSpan _pause;
    BrakeTurn? _current;
    // The pause is over, and nothing was there to be tried.
    bool _isDue;

    public BrakeTurns(TimeProvider clock) => _timer = clock.CreateTimer(_ => BeginNext(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>The pause is over, and there is nothing to be tried.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _isDue;
        }
    }

    /// <summary>The brake is on.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _isDue = false;
            PauseFor(FirstPause);
        }
    }

    /// <summary>The brake is off: nobody waits any longer.</summary>
    public void BeginAll()
    {
        lock (_lock)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _current = null;
            foreach (var turn in _untried.Concat(_tried))
                turn.Begin();
            _untried.Clear();
            _tried.Clear();
        }
    }

    /// <param name="wasTried">Whether the message has failed since the brake is on.</param>
    public BrakeTurn Add(bool wasTried)
    {
        lock (_lock)
        {
            var turn = new BrakeTurn(this);
            (wasTried ? _tried : _untried).AddLast(turn);
            if (_isDue)
                BeginNext();
            return turn;
        }
    }

    /// <summary>The attempt has ended, or the message no longer waits for one.</summary>
    public void End(BrakeTurn turn)
    {
        lock (_lock)
        {
            _ = _untried.Remove(turn) || _tried.Remove(turn);
            if (turn != _current)
                return;
            _current = null;
            PauseFor(_pause * 2 < LongestPause ? _pause * 2 : LongestPause);
        }
    }

    public void Dispose() => _timer.Dispose();

    void PauseFor(TimeSpan pause)
    {
        _pause = pause;
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    void BeginNext()
    {
        lock (_lock)
        {
            if (_current is not null)
                return;
            var turns = _untried.Count > 0 ? _untried : _tried;
            _current = turns.First?.Value;
            _isDue = _current is null;
            if (_current is null)
                return;
            turns.RemoveFirst();
            _current.Begin();
        }
    }
}
