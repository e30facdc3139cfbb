namespace FlashSale.Operate.Tests;

/// <summary>Answers of the API, as Ordering.Api gives them.</summary>
static class Given
{
    public const string Queue = "order-state_error";
    public const string MessageId = "08df4768-0000-0000-0000-000000000001";
    public static readonly Guid OrderId = Guid.Parse("08df4768-1111-0000-0000-000000000001");
    public static readonly Guid ReplayId = Guid.Parse("08df4768-2222-0000-0000-000000000001");
    public static readonly DateTimeOffset Then = new(2026, 11, 26, 20, 0, 0, TimeSpan.Zero);

    public static object QueueOf(string name, int count, bool complete = true, int cameBack = 0) => new
    {
        name,
        origin = name[..^"_error".Length],
        count,
        oldestAt = Then,
        oldestAgeSeconds = 180.5,
        complete,
        groups = new object[]
        {
            new { messageType = "PaymentReceived", exceptionType = "System.TimeoutException", count, cameBack, oldestAt = TimeProvider.System.GetUtcNow().AddMinutes(-3.5), newestAt = Then, latestFault = "The bank\n  was \e[31mslow" },
        },
    };

    public static object Message(string type = "PaymentReceived") => new
    {
        queue = Queue,
        messageId = MessageId,
        messageType = type,
        orderId = OrderId,
        exceptionType = "System.TimeoutException",
        fault = "The bank\nwas slow",
        at = Then,
        attempts = 5,
        redeliveries = 1,
        forecast = new { outcome = "Acts", text = "The order is AwaitingPayment: this payment pays for it." },
    };

    public static object Page(params object[] messages) => new { queue = Queue, count = 7, matching = 3, complete = true, messages };

    public static object Replay(string state, int redelivered = 0, int cameBack = 0, string? note = null) => new
    {
        id = ReplayId,
        queue = Queue,
        filter = new { },
        ratePerSecond = 20,
        stopOnRepeat = true,
        requestedBy = "erin",
        reason = "the bank is back",
        state,
        note,
        redelivered,
        cameBack,
        startedAt = Then,
    };

    public static object Balanced(string product = "demo-phone") => new
    {
        products = new object[] { new { productId = product, walkedAt = Then, ordersWalked = 100, walkSeconds = 0.0123, count = 0, findings = Array.Empty<object>() } },
        stuck = Array.Empty<object>(),
        parked = Array.Empty<object>(),
        balanced = true,
    };

    public static object Open(int count) => new
    {
        products = new object[]
        {
            new
            {
                productId = "demo-phone",
                walkedAt = (DateTimeOffset?)null,
                count,
                findings = Enumerable.Range(0, count).Select(_ => new { kind = "release-lost", orderId = OrderId, units = 2, firstSeenAt = Then, confirmedAt = Then, remedy = "--apply closes the sale" }),
            },
        },
        stuck = Array.Empty<object>(),
        parked = Array.Empty<object>(),
        balanced = false,
    };

    public static object Stuck(int count) => new
    {
        products = Array.Empty<object>(),
        stuck = Enumerable.Range(0, count).Select(_ => new { answer = "payment", orderId = OrderId, subject = "p1", state = "AwaitingPayment", productId = "demo-phone", since = Then, attempts = 5, isDeadLetter = false, remedy = "look at it" }),
        parked = Array.Empty<object>(),
        balanced = false,
    };

    public static object Braked() => new
    {
        products = Array.Empty<object>(),
        stuck = Array.Empty<object>(),
        braked = new object[] { new { queue = "order-state", since = Then, sqlState = "42P01", cause = "relation \"timeline\" does not exist", remedy = "run the schema job" } },
        balanced = false,
    };

    public static object Contradicted(int count) => new
    {
        products = Array.Empty<object>(),
        stuck = Array.Empty<object>(),
        money = Enumerable.Range(0, count).Select(_ => new { kind = "refund-open", orderId = OrderId, paymentId = "p1", amount = 20.50m, currency = "EUR", state = "Expired", productId = "demo-phone", since = Then, remedy = "look at it" }),
        balanced = false,
    };

    public static object Resumption(bool asked, bool complete, int count) => new
    {
        answers = Enumerable.Range(0, count).Select(_ => new { answer = "allocation", orderId = OrderId, subject = "", productId = "demo-phone", state = "Allocating", since = Then, attempts = 2 }),
        complete,
        asked,
    };

    public static object Comparison(bool ended, object findings, params string[] done) => new
    {
        request = new { id = ReplayId, productId = "demo-phone", apply = false, requestedBy = "erin", reason = "", requestedAt = Then, endedAt = ended ? Then : (DateTimeOffset?)null, done },
        findings,
    };
}
