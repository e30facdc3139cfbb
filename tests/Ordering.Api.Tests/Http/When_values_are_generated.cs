using System.Globalization;
using System.Text;
using FlashSale.Ordering.Api.Http;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace FlashSale.Ordering.Api.Tests.Http;

/// <summary>
/// An attack: values that are wrong more often than right, in every field of every route that takes a body. No answer is a fault of ours,
/// and what is refused leaves nothing behind. FLASHSALE_SEED repeats a run.
/// </summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_values_are_generated(ApiUnderTest api, ITestOutputHelper output)
{
    const int Requests = 250;

    /// <summary>As JSON. Lone surrogates, zero bytes, other digits, signs, exponents, borders of types, depth.</summary>
    static readonly string[] Wrong =
    [
        "null", "true", "{}", "[]", "[[[[[[[[[[]]]]]]]]]]", "\"\"", "\" \"", "\"x\"", "\"1\"", "0", "-0", "-1", "1", "2", "1.0", "1.5", "1e0", "1e-30", "1e400", "-1e-400", "-1e27", "1e27", "2147483647", "2147483648",
        "-2147483649", "9223372036854775808", "79228162514264337593543950335", "79228162514264337593543950336", "0.00000000000000000000000000000001", "1.255", "12345.6789", "10000000000000.01",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\"", "\"\\uffff\"", "\"EUR\"", "\"JPY\"", "\"eur\"", "\"\\u0415UR\"", "\"succeeded\"", "\"fail-before\"", "\"none\"",
        "\"2026-11-27T08:00:00\"", "\"2026-11-27T08:00:00Z\"", "\"2026-11-27T08:00:00.0000001Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2026-02-30T00:00:00Z\"", "1764230400",
        "\"a@b\"", "\"a@b.c\"", "\"@\"", "\"a@\\u00fc.example\"", "\"\\u00fc@example.com\"", "\"a b@example.com\"", "\"00000000-0000-0000-0000-000000000000\"", "\"';--\"", "\"${jndi:x}\"",
        $"\"{new string('x', 300)}\"", $"\"{new string('ü', 5_000)}\"", "NaN", "01", "+1", "0x10", "'x'",
    ];

    static readonly string[] Types = ["application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/merge-patch+json", "text/json", "text/plain"];

    [Fact]
    public async Task Should_meet_no_fault_and_leave_nothing_of_what_is_refused()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FLASHSALE_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"FLASHSALE_SEED={seed}");
        var random = new Random(seed);
        var product = await api.OpenSaleAsync(totalStock: 10_000, perCustomerLimit: 10_000);
        var order = await api.OrderedAsync(product);
        var refused = 0;
        for (var i = 0; i < Requests; i++)
        {
            var (method, path, fields) = Route(random, product, order);
            var body = Body(random, fields);
            var before = await Trace.AtRestAsync(api, product);
            using var answer = await SendAsync(random, method, path, body);
            var status = (int)answer.StatusCode;
            var story = $"seed {seed}, request {i}: {method} {path} {body} was answered {status} {await answer.Content.ReadAsStringAsync()}";
            // 502 tells that the sandbox's own callback was refused; 500 is what the sandbox's refund fails with on demand.
            if (status is >= 500 and not (502 or 503) && !story.Contains("fails on demand", StringComparison.Ordinal))
                Assert.Fail(story);
            if (status is < 400 or >= 500)
                continue;
            refused++;
            // A change that only Redis could refuse was recorded first, and its record stays, as refused.
            var isRecorded = story.Contains("total-too-low", StringComparison.Ordinal);
            Lines(await Trace.OfAsync(api, product), isRecorded).ShouldBe(Lines(before, isRecorded), story);
        }

        await api.OpsAsync(HttpMethod.Put, "/api/ops/settings", new { });
        await api.OpsAsync(HttpMethod.Post, "/api/sandbox/refunds/faults", new { mode = "none" });
        output.WriteLine($"{refused} of {Requests} were refused");
        refused.ShouldBeInRange(Requests / 4, Requests - 5);
        (await api.BooksAsync(product)).GetProperty("redis").GetProperty("available").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
    }

    static string[] Lines(string trace, bool exceptChanges) => [.. trace.Split('\n').Where(line => !exceptChanges || !line.StartsWith("ordering.sale_changes", StringComparison.Ordinal))];

    (HttpMethod Method, string Path, (string Name, string Usual)[] Fields) Route(Random random, string product, Guid order) => random.Next(13) switch
    {
        0 or 1 or 2 => (HttpMethod.Post, $"/api/flash-sales/{product}/order", [("quantity", "1"), ("email", "\"a@example.com\"")]),
        3 => (HttpMethod.Put, $"/api/ops/flash-sales/{product}", Terms),
        4 => (HttpMethod.Patch, $"/api/ops/flash-sales/{product}", Terms),
        5 => (random.Next(2) == 0 ? HttpMethod.Put : HttpMethod.Patch, "/api/ops/settings",
            [("userBurst", "1000"), ("userRate", "1000"), ("addressBurst", "1000"), ("addressRate", "0"), ("globalRate", "0")]),
        6 => (HttpMethod.Post, "/api/payments/callback",
            [("orderId", $"\"{order}\""), ("paymentId", $"\"p{random.Next()}\""), ("amount", "20.00"), ("currency", "\"EUR\""), ("outcome", "\"succeeded\"")]),
        7 => (HttpMethod.Post, "/api/sandbox/refunds", [("orderId", $"\"{order}\""), ("paymentId", $"\"p{random.Next()}\""), ("amount", "20.00"), ("currency", "\"EUR\"")]),
        8 => (HttpMethod.Post, "/api/ops/dead-letters/order-state_error/redeliver",
            [("filter", "{\"messageType\":\"x\"}"), ("limit", "1"), ("ratePerSecond", "1"), ("dryRun", "true"), ("stopOnRepeat", "true"), ("reason", "\"why\"")]),
        9 => (HttpMethod.Post, "/api/sandbox/refunds/faults", [("mode", "\"none\""), ("count", "1")]),
        // A comparison takes ten seconds, so most of these have nothing to compare: the product is unknown, or the body is refused.
        10 => (HttpMethod.Post, "/api/ops/reconciliation", [("productId", "\"unknown\""), ("apply", "false"), ("reason", "\"why\"")]),
        11 => (HttpMethod.Post, "/api/ops/sagas/resume",
            [random.Next(2) == 0 ? ("orderId", $"\"{order}\"") : ("state", "\"Allocating\""), ("olderThanSeconds", random.Next(2) == 0 ? "null" : "60"), ("apply", "true"), ("reason", "\"why\"")]),
        _ => (HttpMethod.Post, $"/api/sandbox/payments/{order}", [("outcome", "\"declined\""), ("paymentId", $"\"p{random.Next()}\""), ("amount", "20.00"), ("currency", "\"EUR\"")]),
    };

    static readonly (string, string)[] Terms =
    [
        ("name", "\"Phone\""), ("price", "20.00"), ("currency", "\"EUR\""), ("totalStock", "10000"), ("startsAt", "\"2026-01-01T00:00:00Z\""), ("endsAt", "\"2100-01-01T00:00:00Z\""),
        ("perCustomerLimit", "10000"), ("paymentWindowSeconds", "60"), ("userRate", "1000"), ("globalRate", "0"),
    ];

    /// <summary>Usual values but for one or two; now and then a field too few, twice, or a body cut short.</summary>
    static string Body(Random random, (string Name, string Usual)[] fields)
    {
        var sent = fields.Select(field => (field.Name, Value: random.Next(fields.Length) == 0 ? Wrong[random.Next(Wrong.Length)] : field.Usual)).Where(_ => random.Next(20) > 0).ToList();
        if (random.Next(20) == 0 && sent.Count > 0)
            sent.Add(sent[0]);
        var body = $"{{{string.Join(',', sent.Select(field => $"\"{field.Name}\":{field.Value}"))}}}";
        return random.Next(20) == 0 ? body[..random.Next(body.Length)] : random.Next(40) == 0 ? Wrong[random.Next(Wrong.Length)] : body;
    }

    Task<HttpResponseMessage> SendAsync(Random random, HttpMethod method, string path, string body)
    {
        var request = path.EndsWith("callback", StringComparison.Ordinal) ? Provider.Signed(body) : new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(6) == 0 ? Types[random.Next(Types.Length)] : Types[0]);
        request.Headers.TryAddWithoutValidation("X-User-ID", random.Next(15) == 0 ? "two words" : $"u{random.Next(50)}");
        if (random.Next(3) > 0 || path.EndsWith("refunds", StringComparison.Ordinal))
            request.Headers.TryAddWithoutValidation("Idempotency-Key", random.Next(10) == 0 ? "\"half" : $"k{random.Next()}");
        request.Headers.Add(OpsKey.Header, ApiHost.OpsKey);
        return api.Http.SendAsync(request);
    }
}
