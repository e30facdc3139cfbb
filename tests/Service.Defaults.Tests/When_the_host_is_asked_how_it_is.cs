using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_the_host_is_asked_how_it_is : Situation
{
    [Fact]
    public async Task Should_be_live_and_ready_and_show_its_metrics()
    {
        await StartAsync();

        (await StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
        using var page = await Host.Client.GetAsync("/metrics");
        page.Headers.ConnectionClose.ShouldNotBe(true);
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var families = PrometheusParser.Parse(await page.Content.ReadAsStringAsync());
        families["flashsale_process_info"].Samples.Keys.ShouldContain(key => key.Contains("service=test"));
        families["http_server_request_duration_seconds"].Samples.Keys.ShouldContain(key => key.Contains("/health/ready"));
    }

    [Fact]
    public async Task Should_be_unready_first_when_it_shuts_down()
    {
        Host.With("FLASHSALE_DRAIN_SECONDS", "2");
        await StartAsync();

        var stopping = Host.App.StopAsync();
        await Poll.UntilAsync(() => StatusAsync("/health/ready"), status => status == HttpStatusCode.ServiceUnavailable, "unready");
        using (var live = await Host.Client.GetAsync("/health/live"))
        {
            live.StatusCode.ShouldBe(HttpStatusCode.OK);
            live.Headers.ConnectionClose.ShouldBe(true, "the next request should go to another instance");
        }

        await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts == 1, "messages are still consumed meanwhile");
        stopping.IsCompleted.ShouldBeFalse();

        await stopping;
        await Should.ThrowAsync<HttpRequestException>(() => StatusAsync("/health/live"));
    }

    [Fact]
    public async Task Should_be_live_but_not_ready_without_postgresql()
    {
        Host.With("FLASHSALE_POSTGRES", "postgresql://nobody@127.0.0.1:1/nothing");
        await Host.StartListeningAsync();

        (await StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
        using var ready = await Host.Client.GetAsync("/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var checks = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks");
        checks.GetProperty("postgres").GetProperty("status").GetString().ShouldBe("Unhealthy");
        checks.GetProperty("schema").GetProperty("status").GetString().ShouldBe("Unhealthy");
    }

    [Fact]
    public async Task Should_be_live_but_not_ready_without_the_broker()
    {
        Host.With("FLASHSALE_RABBITMQ", "amqp://nobody:nothing@127.0.0.1:1/");
        await Host.StartListeningAsync();

        (await StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await Host.Client.GetAsync(path);
        return answer.StatusCode;
    }
}
