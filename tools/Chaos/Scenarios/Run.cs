using FlashSale.Chaos.Harness;
using FlashSale.Chaos.Oracle;
using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Scenarios;

/// <summary>What a scenario works with.</summary>
sealed class Run(Stack stack, Sale sale, Counter counter, Crowd crowd, Journal journal, Random random)
{
    readonly List<string> _hits = [];
    readonly List<string> _missed = [];
    int _users;

    public Harness.Services Services => stack.Services;

    public Harness.Servers Servers => stack.Servers;

    public Observer Observer => stack.Observer;

    public Operator Operator => stack.Operator;

    public string Home => stack.Settings.Home;

    public int RedisPort => stack.Settings.PortOf(Harness.Servers.Redis);

    public TimeSpan Freeze => stack.Settings.Freeze;

    public Task<RedisReplica> StartRedisReplicaAsync() => RedisReplica.StartAsync(stack.Settings);

    public Sale Sale => sale;

    public Counter Counter => counter;

    public Crowd Crowd => crowd;

    public Journal Journal => journal;

    /// <summary>Drawn from the seed.</summary>
    public Random Random { get; set; } = random;

    /// <summary>Messages that the scenario leaves in _error queues on purpose.</summary>
    public int ExpectedDeadLetters { get; set; }

    /// <summary>Intents that the scenario leaves unreadable on purpose.</summary>
    public int ExpectedSetAside { get; set; }

    /// <summary>The scenario has emptied the inboxes and delivered everything again.</summary>
    public bool InboxForgot { get; set; }

    /// <summary>The scenario takes messages away, or keeps them where no marker shows it: they may be sent again.</summary>
    public bool LosesMessages { get; set; }

    /// <summary>What the recovery is given beyond the usual: the time until a message that the scenario took away is missed and sent again.</summary>
    public TimeSpan UntilMissed { get; private set; }

    /// <summary>The scenario takes messages away. They come again when they are missed, and not before.</summary>
    public void LoseMessages()
    {
        LosesMessages = true;
        UntilMissed = LostMessages.UntilMissed;
    }

    /// <summary>The scenario has put older data into Redis, and nobody may have noticed yet: what it offers is not compared with the ledger.</summary>
    public bool RedisIsOlder { get; set; }

    public HashSet<Guid> LostWithRedis { get; } = [];

    /// <summary>Violations that the scenario itself has found.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The faults that were really there.</summary>
    public IReadOnlyList<string> Hits => _hits;

    /// <summary>The faults that were not: the run is void.</summary>
    public IReadOnlyList<string> Missed => _missed;

    /// <summary>I15: says what was hit, by evidence.</summary>
    public void Hit(bool happened, string what) => (happened ? _hits : _missed).Add(what);

    /// <summary>What was not there is not needed.</summary>
    public void Forgive() => _missed.Clear();

    /// <summary>Requests since a moment that had no answer, or one that says so.</summary>
    public int Unanswered(DateTimeOffset since) => journal.Entries.Count(entry => entry.At >= since && entry.Status is 0 or >= 500);

    /// <summary>Between the given numbers of seconds, drawn from the seed.</summary>
    public Task PauseAsync(double least, double most) => Task.Delay(TimeSpan.FromSeconds(least + Random.NextDouble() * (most - least)));

    /// <summary>Other faults are near, as in a random run.</summary>
    public bool IsTroubledOtherwise { get; set; }

    /// <summary>A customer that nobody was before: a scenario may come twice in a random run.</summary>
    public string NewUser(string kind) => $"{kind}{Interlocked.Increment(ref _users)}";

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
