using System.Globalization;

namespace FlashSale.Chaos.Scenarios;

/// <summary>All scenarios, in the order of the fault matrix.</summary>
static class Catalogue
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new F01ApiDiesBeforeAdmission(),
        new F02RelayDiesBeforeThePublish(),
        new F02RelayDiesBeforeTheAcknowledge(),
        new F02InventoryKilled(),
        new F03ApiDiesBeforeItsReply(),
        new F03ApiDiesAfterAPayment(),
        new F03ApiKilled(),
        new F04ApiIsCutOff(),
        new F04RelayIsCutOff(),
        new F04ConfirmsAreLost(),
        new F04WireIsSlow(),
        new F05RabbitMqIsKilled(),
        new F06RabbitMqStandsStill(),
        new F06RabbitMqIsFull(),
        new F07RedisIsKilled(),
        new F07RedisIsFlushed(),
        new F07RedisIsEmpty(),
        new F08RedisStandsStill(),
        new F09RedisRefuses(),
        new F10PostgresCrashes(),
        new F11PostgresStandsStill(),
        new F11PostgresDropsItsSessions(),
        new F11NoConnectionIsFree(),
        new F11Deadlocks(),
        new F11SerializationFailures(),
        new F12PostgresIsReadOnly(),
        new F12PostgresDiskIsFull(),
        new F13SagasDie(),
        new F13SagasKilled(),
        new F13LedgerDies(),
        new F13NotificationsKilled(),
        new F14SagasDieBeforeTheDelete(),
        new F14ScheduleFiredTwice(),
        new F14NoticeSentTwice(),
        new F15MessageKillsItsProcess(),
        new F16StoppedWorkerComesBack(),
        new F17PoisonedMessages(),
        new F18EverythingIsReplayed(),
        new F19ProviderFails(),
        new F19CallbacksInDisorder(),
        new F19RefundAskedTwice(),
        new F20PaymentAtTheDeadline(),
        new F21LatePayments(),
        new F22WorkersAreAway(),
        new F22ClocksDiffer(),
        new F23CancelRacesPayment(),
        new F24RedisIsAwayWhileReleasing(),
        new F24ReleaseHalfDone(),
        new F25MailIsDown(),
        new F26RollingRestart(),
        new F27TenThousandClients(),
        new F29SaleChangeDies(),
        new F30QueuesPurged(),
        new F30QueueDeleted(),
        new F30LateIsNotLost(),
        new F31RabbitMqIsEmpty(),
        new F31RedisIsOlder(),
        new F31RedisIsReadOnly(),
        new F31RedisReplicaTakesOver(),
        new F31TableIsAway(),
        new F31GrantIsRevoked(),
        new F31SagasHostFrozen(),
        new F31ClocksAreOff(),
        new F31ProviderForgetsKeys(),
        new F31MessageKillsAmongMany(),
    ];

    /// <summary>Words that stand for something else than scenarios: a schedule that is drawn, and the names alone.</summary>
    public const string Random = "random", List = "list";

    /// <param name="words">all, ci, a name, or a number of the matrix: F4 or F04 stands for all of its variants; several with commas between.</param>
    /// <returns>Empty when a word of them stands for nothing.</returns>
    public static IReadOnlyList<Scenario> Find(string words)
    {
        var found = words.Split(',').Select(FindOne).ToList();
        return found.All(scenarios => scenarios.Count > 0) ? [.. found.SelectMany(scenarios => scenarios)] : [];
    }

    public static bool Knows(string words) => words is Random or List || Find(words).Count > 0;

    /// <summary>Faults that a random run is made of.</summary>
    public static IReadOnlyList<Scenario> Composable(bool withCrashPoints) =>
        [.. All.Where(scenario => scenario.IsComposable && scenario.WaitsFor is null && (withCrashPoints || !scenario.NeedsCrashPoints))];

    static IReadOnlyList<Scenario> FindOne(string word)
    {
        if (word == "all")
            return [.. All.Where(scenario => scenario.WaitsFor is null)];
        if (word == "ci")
            return [.. All.Where(scenario => scenario is F07RedisIsKilled or F10PostgresCrashes or F13SagasKilled)];
        if (word.Length > 1 && word[0] is 'F' or 'f' && int.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return [.. All.Where(scenario => scenario.Name.StartsWith($"F{number:00}-", StringComparison.Ordinal))];
        return [.. All.Where(scenario => string.Equals(scenario.Name, word, StringComparison.OrdinalIgnoreCase))];
    }
}
