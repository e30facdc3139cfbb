using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Http;

/// <summary>Every refusal has its code, and nothing is left behind in Redis, ledger and sagas.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_a_request_is_malformed(ApiUnderTest api)
{
    [Theory]
    [InlineData("""{"quantity": 0}""")]
    [InlineData("""{"quantity": -1}""")]
    [InlineData("""{"quantity": 10001}""")]
    [InlineData("""{"quantity": 1000000000000}""")]
    [InlineData("""{"quantity": "2"}""")]
    [InlineData("""{"quantity": 1.5}""")]
    [InlineData("""{"quantity": true}""")]
    [InlineData("""{"quantity": [1]}""")]
    [InlineData("""{"email": "nobody"}""")]
    [InlineData("""{"email": ""}""")]
    [InlineData("{\"email\": \"a\\u0000@example.com\"}")]
    [InlineData("{\"email\": \"a@example.com\\nBcc: b@example.com\"}")]
    [InlineData("""{"email": 7}""")]
    [InlineData("""{"quantity": 1""")]
    [InlineData("""{"quantity": 1} trailing""")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData(" ")]
    public async Task Should_refuse_the_body(string body)
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.WithoutTraceAsync(product, () => PostAsync(product, "alice", new StringContent(body, Encoding.UTF8, "application/json")));
        await answer.ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_refuse_more_than_a_customer_may_have_as_a_conflict()
    {
        var product = await api.OpenSaleAsync(totalStock: 100, perCustomerLimit: 2);
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product, body: new { quantity = 3 }));
        await answer.ShouldRefuseAsync(409, "purchase-limit");
    }

    [Fact]
    public async Task Should_refuse_a_body_of_a_megabyte()
    {
        var product = await api.OpenSaleAsync();
        var body = $$"""{"quantity": 1, "padding": "{{new string('x', 1024 * 1024)}}"}""";
        using var answer = await api.WithoutTraceAsync(product, () => PostAsync(product, "alice", new StringContent(body, Encoding.UTF8, "application/json")));
        await answer.ShouldRefuseAsync(413, "payload-too-large");
    }

    [Fact]
    public async Task Should_refuse_a_megabyte_that_does_not_say_its_length()
    {
        var product = await api.OpenSaleAsync();
        var content = new StreamContent(new Unsized(1024 * 1024));
        content.Headers.ContentType = new("application/json");
        using var answer = await api.WithoutTraceAsync(product, () => PostAsync(product, "alice", content));
        await answer.ShouldRefuseAsync(413, "payload-too-large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Should_refuse_another_content_type(string mediaType)
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.WithoutTraceAsync(product, () => PostAsync(product, "alice", new StringContent("""{"quantity":1}""", Encoding.UTF8, mediaType)));
        await answer.ShouldRefuseAsync(415, "unsupported-media-type");
    }

    [Fact]
    public async Task Should_refuse_a_body_without_a_content_type()
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.WithoutTraceAsync(product, () => PostAsync(product, "alice", new ByteArrayContent("""{"quantity":1}"""u8.ToArray())));
        await answer.ShouldRefuseAsync(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("nothing-of-the-kind")]
    [InlineData("a:b")]
    [InlineData("a%7Bb%7D")]
    [InlineData("%7Ba%7D:sale")]
    [InlineData("a%00b")]
    [InlineData("%E2%82%AC")]
    public async Task Should_not_know_the_product(string product)
    {
        using var answer = await api.WithoutTraceAsync(Uri.UnescapeDataString(product).Trim('\0'), () => api.OrderAsync(product));
        // Kestrel itself refuses a NUL, before there is a request.
        if (product.Contains("%00", StringComparison.Ordinal))
            ((int)answer.StatusCode).ShouldBe(400);
        else
            await answer.ShouldRefuseAsync(404, "unknown-product");
    }

    [Fact]
    public async Task Should_not_know_a_product_of_300_characters()
    {
        var product = new string('p', 300);
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product));
        await answer.ShouldRefuseAsync(404, "unknown-product");
    }

    public static TheoryData<string?> BadNames => new() { null, "", new string('u', 300), "with space", "umläut", "a\u0001b", "tab\tbed" };

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task Should_refuse_the_user(string? user)
    {
        var product = await api.OpenSaleAsync();
        var before = await Trace.OfAsync(api, product);
        var answer = await RawAsync(product, user is null ? "" : $"X-User-ID: {user}\r\n");
        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("\"code\":\"invalid-request\"");
        (await Trace.OfAsync(api, product)).ShouldBe(before);
    }

    [Fact]
    public async Task Should_refuse_two_users()
    {
        var product = await api.OpenSaleAsync();
        (await RawAsync(product, "X-User-ID: alice\r\nX-User-ID: bob\r\n")).ShouldStartWith("HTTP/1.1 400");
    }

    [Theory]
    [InlineData(300)]
    [InlineData(129)]
    public async Task Should_refuse_a_long_idempotency_key(int length)
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product, key: new string('k', length)));
        await answer.ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_refuse_an_empty_idempotency_key()
    {
        var product = await api.OpenSaleAsync();
        (await RawAsync(product, "X-User-ID: alice\r\nIdempotency-Key: \r\n")).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task Should_refuse_the_same_key_with_other_values()
    {
        var product = await api.OpenSaleAsync();
        await (await api.OrderAsync(product, body: new { quantity = 1 }, key: "key-1")).ShouldAnswerAsync(202);
        using var answer = await api.WithoutTraceAsync(product, () => api.OrderAsync(product, body: new { quantity = 2 }, key: "key-1"));
        await answer.ShouldRefuseAsync(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Should_say_that_there_is_no_such_route_or_method()
    {
        await (await api.Http.GetAsync("/api/nothing")).ShouldRefuseAsync(404, "not-found");
        await (await api.Http.DeleteAsync("/api/flash-sales")).ShouldRefuseAsync(405, "method-not-allowed");
    }

    Task<HttpResponseMessage> PostAsync(string product, string user, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flash-sales/{product}/order") { Content = content };
        request.Headers.Add("X-User-ID", user);
        return api.Http.SendAsync(request);
    }

    /// <summary>What an HTTP client of good manners refuses to send.</summary>
    async Task<string> RawAsync(string product, string headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(api.Host.Address.Host, api.Host.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"POST /api/flash-sales/{product}/order HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 0\r\n{headers}\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    sealed class Unsized(int length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;
    }
}
