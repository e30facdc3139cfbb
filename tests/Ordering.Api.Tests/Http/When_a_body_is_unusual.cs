using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Http;

[Collection(ApiUnderTest.Collection)]
public sealed class When_a_body_is_unusual(ApiUnderTest api)
{
    static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    [Theory]
    [InlineData("""{"quantity": 2.0}""")]
    [InlineData("""{"quantity": 2e0}""")]
    [InlineData("""{"quantity": 0.2e1}""")]
    public async Task Should_take_a_whole_number_however_it_is_spelled(string body)
    {
        var product = await api.OpenSaleAsync();
        (await (await OrderAsync(product, Encoding.UTF8.GetBytes(body))).ShouldAnswerAsync(202)).GetProperty("quantity").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Should_ignore_a_byte_order_mark_of_an_order()
    {
        var product = await api.OpenSaleAsync();
        (await (await OrderAsync(product, [.. Mark, .. """{"quantity": 2}"""u8])).ShouldAnswerAsync(202)).GetProperty("quantity").GetInt32().ShouldBe(2);
        await (await OrderAsync(product, Mark)).ShouldAnswerAsync(202);
    }

    [Fact]
    public async Task Should_ignore_a_byte_order_mark_of_a_callback_whose_signature_is_over_the_bytes_as_sent()
    {
        using var request = Provider.Signed("\uFEFF" + Provider.Body(Guid.NewGuid(), $"pay_{Guid.NewGuid():N}"));
        await (await api.Http.SendAsync(request)).ShouldAnswerAsync(202);
    }

    [Fact]
    public async Task Should_read_a_callback_of_20_kilobytes()
    {
        var body = Provider.Body(Guid.NewGuid(), $"pay_{Guid.NewGuid():N}");
        using var request = Provider.Signed($"{body[..^1]},\"more\":\"{new string('x', 20_000)}\"}}");
        await (await api.Http.SendAsync(request)).ShouldAnswerAsync(202);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity, br")]
    public async Task Should_refuse_a_coding(string coding)
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.WithoutTraceAsync(product, () => OrderAsync(product, """{"quantity": 1}"""u8.ToArray(), coding));
        await answer.ShouldRefuseAsync(415, "unsupported-media-type");
        answer.Headers.GetValues("Accept-Encoding").ShouldBe(["identity"]);
    }

    [Fact]
    public async Task Should_take_the_coding_that_is_none()
    {
        var product = await api.OpenSaleAsync();
        await (await OrderAsync(product, """{"quantity": 1}"""u8.ToArray(), "Identity")).ShouldAnswerAsync(202);
    }

    [Theory]
    [InlineData("[]", "must be a JSON object, such as {}, and is an array")]
    [InlineData("null", "and is null")]
    [InlineData("\"x\"", "and is a string")]
    [InlineData("{\"quantity\": 1", "not valid JSON")]
    public async Task Should_say_what_was_expected(string body, string told)
    {
        var product = await api.OpenSaleAsync();
        var problem = await (await OrderAsync(product, Encoding.UTF8.GetBytes(body))).ShouldRefuseAsync(400, "invalid-request");
        problem.GetProperty("detail").GetString()!.ShouldContain(told);
    }

    [Theory]
    [InlineData("""{"quantity": 1, "quantity": 2}""")]
    [InlineData("""{"quantity": 1, "Quantity": 2}""")]
    public async Task Should_refuse_a_field_that_is_sent_twice(string body)
    {
        var product = await api.OpenSaleAsync();
        using var answer = await api.WithoutTraceAsync(product, () => OrderAsync(product, Encoding.UTF8.GetBytes(body)));
        await answer.ShouldRefuseAsync(400, "invalid-request");
    }

    [Theory]
    [InlineData("""{"quantity": 0}""", "quantity")]
    [InlineData("""{"quantity": "two"}""", "quantity")]
    [InlineData("""{"email": "nobody"}""", "email")]
    public async Task Should_name_fields_as_they_are_sent(string body, string field)
    {
        var product = await api.OpenSaleAsync();
        var problem = await (await OrderAsync(product, Encoding.UTF8.GetBytes(body))).ShouldRefuseAsync(400, "invalid-request");
        var error = problem.GetProperty("errors").EnumerateObject().Single();
        error.Name.ShouldBe(field);
        error.Value[0].GetString()!.ShouldStartWith($"'{field}'");
    }

    [Theory]
    [InlineData("Content-Length: 50\r\n\r\n{\"quant", true)]
    [InlineData("Content-Length: 50\r\n\r\n{\"quant", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n7\r\n{\"quant\r\n", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n7\r\n{\"quant\r\n", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", true)]
    public async Task Should_take_nothing_and_log_no_fault_when_it_breaks_off(string rest, bool reset)
    {
        var product = await api.OpenSaleAsync();
        var before = await Trace.OfAsync(api, product);
        using var log = new RecordedLog((level, fault) => level >= LogLevel.Warning && fault is not null);
        api.Host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(api.Host.Address.Host, api.Host.Address.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/flash-sales/{product}/order HTTP/1.1\r\nHost: test\r\nX-User-ID: alice\r\nContent-Type: application/json\r\n{rest}"));
            if (reset)
            {
                client.LingerState = new(enable: true, seconds: 0);
                client.Close();
            }
            else
            {
                // Nothing more comes, but the client still reads until the server closes, or resets, the connection.
                client.Client.Shutdown(SocketShutdown.Send);
                var said = new byte[12];
                var read = 0;
                var reading = stream.ReadAtLeastAsync(said, said.Length, throwOnEndOfStream: false).AsTask();
                if (await Task.WhenAny(reading) is { IsCompletedSuccessfully: true })
                    read = await reading;
                else
                    (reading.Exception?.InnerException).ShouldBeOfType<IOException>();
                Encoding.ASCII.GetString(said, 0, read).ShouldBeOneOf("", "HTTP/1.1 400");
            }

            await (await api.Http.GetAsync($"/api/flash-sales/{product}")).ShouldAnswerAsync(200);
            await Task.Delay(500);
        }
        log.Entries.ShouldBeEmpty();
        (await Trace.OfAsync(api, product)).ShouldBe(before);
    }

    [Fact]
    public async Task Should_tell_which_patches_are_taken()
    {
        var product = await api.OpenSaleAsync();
        foreach (var path in (string[])[$"/api/ops/flash-sales/{product}", "/api/ops/settings"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = new StringContent("[]", Encoding.UTF8, "application/json-patch+xml") };
            request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
            using var answer = await api.Http.SendAsync(request);
            await answer.ShouldRefuseAsync(415, "unsupported-media-type");
            answer.Headers.GetValues("Accept-Patch").Single().ShouldBe("application/merge-patch+json, application/json");
        }
    }

    [Fact]
    public async Task Should_take_a_key_quoted_or_bare_for_the_same()
    {
        var product = await api.OpenSaleAsync();
        var first = await (await api.OrderAsync(product, key: "key-\"1")).ShouldAnswerAsync(202);
        (await (await api.OrderAsync(product, key: "\"key-\\\"1\"")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid().ShouldBe(first.GetProperty("orderId").GetGuid());
        await (await api.OrderAsync(product, key: "\"key")).ShouldRefuseAsync(400, "invalid-request");
        await (await api.OrderAsync(product, key: "\"\"")).ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_answer_HEAD_as_GET_without_the_body()
    {
        var product = await api.OpenSaleAsync();
        var order = await api.OrderedAsync(product);
        await api.SagaBeginsAsync(order, product);
        foreach (var path in (string[])["/api/flash-sales", $"/api/flash-sales/{product}", $"/api/orders/{order}", "/api/orders", "/openapi/v1.json", "/health/ready", $"/api/orders/{order}/events", "/api/ops/sagas"])
        {
            using var head = ApiUnderTest.Request(HttpMethod.Head, path, "alice");
            head.Headers.Add("X-Api-Key", ApiHost.OpsKey);
            using var answer = await api.Http.SendAsync(head);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
        }

        (await api.Http.SendAsync(new(HttpMethod.Head, "/api/payments/callback"))).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Should_answer_with_times_in_UTC()
    {
        var product = await api.OpenSaleAsync();
        var order = await api.OrderedAsync(product);
        await api.SagaTakesAsync(order, product);
        var sale = await (await api.Http.GetAsync($"/api/flash-sales/{product}")).ShouldAnswerAsync(200);
        var view = await (await api.SendAsync(HttpMethod.Get, $"/api/orders/{order}", "alice")).ShouldAnswerAsync(200);
        string[] times = [Text(sale, "startsAt"), Text(sale, "endsAt"), Text(sale, "serverTime"), Text(view, "updatedAt"), Text(view, "paymentDueAt")];
        times.ShouldAllBe(time => time.EndsWith('Z'));
    }

    static string Text(JsonElement answer, string field) => answer.GetProperty(field).GetString()!;

    Task<HttpResponseMessage> OrderAsync(string product, byte[] body, string? coding = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flash-sales/{product}/order") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (coding is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        request.Headers.Add("X-User-ID", "alice");
        return api.Http.SendAsync(request);
    }
}
