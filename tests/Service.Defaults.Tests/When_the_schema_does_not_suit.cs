using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.ServiceDefaults.Startup;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_the_schema_does_not_suit : Situation
{
    static readonly string Newest = KnownMigrations.OfThisBuild.Names.Max(StringComparer.Ordinal)![..3];

    [Fact]
    public async Task Should_start_nothing_but_health_until_it_does()
    {
        await StartListeningAsync("900_new.sql");

        (await StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
        (await SchemaCheckAsync($"this build needs")).ShouldBe($"The schema is at {Newest}, this build needs 900: run ./flashsale up or the schema job");
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await StatusAsync("/metrics")).ShouldBe(HttpStatusCode.OK);
        (await Broker.QueueNamesAsync()).ShouldNotContain(Queue, "the bus has not started");
        Loop.HasBegun.ShouldBeFalse();
        Host.Starting.IsCompleted.ShouldBeFalse();

        await Database.ExecuteAsync("INSERT INTO public.schema_files (name) VALUES ('900_new.sql')");
        await Host.Starting.WaitAsync(Poll.DefaultTimeout);
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
        await Poll.UntilAsync(() => Task.FromResult(Loop.HasBegun), "the loop runs");
        await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts == 1, "messages are consumed");

        // It never asks again.
        await Database.ExecuteAsync("DELETE FROM public.schema_files");
        await Task.Delay(1500);
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
        await Host.StopAsync();
        Loop.HasEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task Should_not_start_on_a_schema_that_no_longer_supports_it()
    {
        await Database.ExecuteAsync("INSERT INTO public.schema_files (name, compatible_since) VALUES ('950_breaks.sql', 950)");

        await StartListeningAsync("900_new.sql");

        (await SchemaCheckAsync("no longer")).ShouldBe("The schema no longer supports this build (compatible since 950, this build knows 900): deploy a newer one");
        Loop.HasBegun.ShouldBeFalse();
        await Host.AbortAsync();
        Log.Entries.ShouldBeEmpty("no service has failed when a host is stopped that was held");
    }

    [Fact]
    public async Task Should_start_on_the_table_of_an_earlier_migrator()
    {
        await Database.ExecuteAsync("ALTER TABLE public.schema_files DROP COLUMN compatible_since");

        await StartListeningAsync();

        await Host.Starting.WaitAsync(Poll.DefaultTimeout);
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Should_wait_for_a_database_without_any_schema()
    {
        await Database.ExecuteAsync("ALTER TABLE public.schema_files RENAME TO not_yet");

        await StartListeningAsync();

        (await SchemaCheckAsync("this build needs")).ShouldBe($"The schema is at 000, this build needs {Newest}: run ./flashsale up or the schema job");
        await Database.ExecuteAsync("ALTER TABLE public.not_yet RENAME TO schema_files");
        await Host.Starting.WaitAsync(Poll.DefaultTimeout);
    }

    /// <summary>The host watches its BackgroundServices: one that is held must stay one.</summary>
    [Fact]
    public async Task Should_still_stop_when_a_loop_that_was_held_fails()
    {
        await Host.StartAsync(_ => { }, Services());
        var stopping = Host.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        Loop.Fail();

        await Poll.UntilAsync(() => Task.FromResult(stopping.IsCancellationRequested), "the host stops");
    }

    RecordedLog Log { get; } = new((level, _) => level == LogLevel.Critical);

    HeldLoop Loop { get; } = new();

    Task StartListeningAsync(params string[] newFiles) => Host.StartListeningAsync(bus => bus.AddConsumer<ProbeConsumer, ProbeConsumerDefinition>(), Services(newFiles));

    Action<IServiceCollection> Services(params string[] newFiles) => services => services
        .AddSingleton(Script)
        .AddSingleton(new KnownMigrations([.. KnownMigrations.OfThisBuild.Names, .. newFiles]))
        .AddSingleton<ILoggerProvider>(Log)
        .AddHostedService(_ => Loop);

    async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await Host.Client.GetAsync(path);
        return answer.StatusCode;
    }

    Task<string> SchemaCheckAsync(string part) => Poll.UntilAsync(async () =>
    {
        using var answer = await Host.Client.GetAsync("/health/ready");
        var check = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("schema");
        check.GetProperty("status").GetString().ShouldBe("Unhealthy");
        return check.GetProperty("description").GetString()!;
    }, description => description.Contains(part, StringComparison.Ordinal), $"it says '{part}'");

    sealed class HeldLoop : BackgroundService
    {
        readonly TaskCompletionSource _end = new();

        public bool HasBegun { get; private set; }

        public bool HasEnded { get; private set; }

        public void Fail() => _end.TrySetException(new InvalidOperationException("on purpose"));

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            HasBegun = true;
            await using var registration = stoppingToken.Register(() => _end.TrySetResult());
            await _end.Task;
            // What a loop does after being asked to stop.
            await Task.Delay(50, CancellationToken.None);
            HasEnded = true;
        }
    }
}
