using System.Net.Sockets;
using FlashSale.Admission;
using FlashSale.Admission.Rebuild;
using FlashSale.Admission.Sales;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Faults.Braking;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using MassTransit.PostgresIntegration;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_an_exception_is_classified
{
    [Theory]
    [InlineData("08006")]
    [InlineData("28P01")]
    [InlineData("53100")]
    [InlineData("53300")]
    [InlineData("57P01")]
    [InlineData("57P03")]
    [InlineData("58030")]
    [InlineData("25006")]
    [InlineData("25P03")]
    [InlineData("3D000")]
    public void Should_take_a_state_of_the_server_for_a_fault_of_the_server(string state)
    {
        InfrastructureFault.Is(Postgres(state)).ShouldBeTrue();
        InfrastructureFault.Is(new DbUpdateException("saving", Postgres(state))).ShouldBeTrue();
        ConcurrencyConflict.Is(Postgres(state)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("23514")]
    [InlineData("22P02")]
    [InlineData("42P01")]
    [InlineData("57014")]
    [InlineData("P0001")]
    public void Should_take_other_states_for_faults_of_the_message(string state)
    {
        InfrastructureFault.Is(Postgres(state)).ShouldBeFalse();
        ConcurrencyConflict.Is(Postgres(state)).ShouldBeFalse();
    }

    [Fact]
    public void Should_take_a_client_that_lost_its_place_in_the_protocol_for_a_fault_of_the_server()
    {
        InfrastructureFault.Is(new DbUpdateException("saving", new Exception("Received unexpected backend message DataRow.") { Source = "Npgsql" })).ShouldBeTrue();
        InfrastructureFault.Is(new Exception("somebody's") { Source = "Ordering.Sagas" }).ShouldBeFalse();
        InfrastructureFault.Is(new InvalidCastException("a column of another type") { Source = "Npgsql" }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("23505")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("55P03")]
    public void Should_take_a_lost_race_for_a_conflict(string state)
    {
        ConcurrencyConflict.Is(new DbUpdateException("saving", Postgres(state))).ShouldBeTrue();
        InfrastructureFault.Is(Postgres(state)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("42P01", true)]
    [InlineData("42501", true)]
    [InlineData("42703", true)]
    [InlineData("3F000", true)]
    [InlineData("57014", true)]
    // Servers' faults, which are held one by one.
    [InlineData("28P01", false)]
    [InlineData("53300", false)]
    [InlineData("57P01", false)]
    // A conflict.
    [InlineData("55P03", false)]
    [InlineData("23514", false)]
    public void Should_know_causes_that_may_be_common_to_all_messages(string state, bool isCommon)
    {
        CommonCause.Is(new DbUpdateException("saving", Postgres(state))).ShouldBe(isCommon);
        CommonCause.Is(new AggregateException(new InvalidOperationException(), Postgres(state))).ShouldBe(isCommon);
        // How Npgsql reports what its own caller has cancelled.
        CommonCause.Is(new OperationCanceledException("cancelled", Postgres(state))).ShouldBeFalse();
    }

    [Fact]
    public void Should_tell_a_redelivery_that_could_not_be_written_from_the_fault_that_it_was_for()
    {
        CommonCause.PreventsRedelivery(NotRescheduled(Postgres("42P01"), new InvalidOperationException("poison"))).ShouldBeTrue();
        CommonCause.PreventsRedelivery(NotRescheduled(new InvalidOperationException("no scheduler"), Postgres("42P01"))).ShouldBeFalse();

        static TransportException NotRescheduled(Exception ofTheSchedule, Exception ofTheMessage) =>
            new(new Uri("loopback://x/y"), "not rescheduled", new AggregateException(ofTheSchedule, ofTheMessage));
    }

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory", true)]
    [InlineData("READONLY You can't write against a read only replica.", true)]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", true)]
    [InlineData("MISCONF Errors writing to the AOF file", true)]
    [InlineData("BUSY Redis is busy running a script.", true)]
    [InlineData("MASTERDOWN Link with MASTER is down.", true)]
    [InlineData("NOREPLICAS Not enough good replicas to write.", true)]
    [InlineData("CLUSTERDOWN The cluster is down", true)]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot", true)]
    [InlineData("ERR unknown command", false)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value", false)]
    public async Task Should_know_redis_by_its_error_code(string reply, bool isServers)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Servers.Addresses.Redis);
        var exception = await Should.ThrowAsync<RedisServerException>(redis.GetDatabase().ScriptEvaluateAsync("return redis.error_reply(ARGV[1])", values: [reply]));
        InfrastructureFault.Is(exception).ShouldBe(isServers);
    }

    [Fact]
    public async Task Should_take_an_empty_pool_for_a_fault_of_the_server()
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(FlashSale.TestKit.Servers.Addresses.Postgres) { MaxPoolSize = 1, Timeout = 3 }.ConnectionString);
        await using var only = await database.OpenConnectionAsync();

        InfrastructureFault.Is(await Should.ThrowAsync<Exception>(async () => await database.OpenConnectionAsync())).ShouldBeTrue();
    }

    [Fact]
    public void Should_classify_unavailable_Redis_as_a_fault_of_the_server()
    {
        InfrastructureFault.Is(new RedisUnavailableException("Redis did not answer.")).ShouldBeTrue();
        InfrastructureFault.Is(new SaleNotLoadedException("phone", epoch: 1)).ShouldBeTrue();
        InfrastructureFault.Is(new RebuildSupersededException("phone", 1, "a newer one")).ShouldBeFalse();
    }

    [Fact]
    public void Should_know_the_fault_of_one_sale_from_that_of_a_server()
    {
        var lost = new SaleNotLoadedException("phone", epoch: 1);
        InfrastructureFault.IsOfOneSale(lost).ShouldBeTrue();
        InfrastructureFault.IsOfOneSale(new InvalidOperationException("outer", lost)).ShouldBeTrue();
        InfrastructureFault.IsOfOneSale(new RedisUnavailableException("Redis did not answer.")).ShouldBeFalse();
    }

    [Fact]
    public void Should_look_inside()
    {
        InfrastructureFault.Is(new IOException("read", new SocketException())).ShouldBeTrue();
        InfrastructureFault.Is(new TransportException(new Uri("loopback://x/y"), "not rescheduled", new AggregateException(new NpgsqlException("away"), new InvalidOperationException()))).ShouldBeTrue();
        InfrastructureFault.Is(new InvalidOperationException("outer", new FormatException("inner"))).ShouldBeFalse();
        InfrastructureFault.Is(new TransportUnavailableException("broker away")).ShouldBeTrue();
        InfrastructureFault.Is(new MessageReturnedException("312 NO_ROUTE")).ShouldBeFalse();
        // What the client throws for a returned message that waits for its confirm.
        InfrastructureFault.Is(new PublishReturnException(1, "312 NO_ROUTE", "exchange", "key", 312, "NO_ROUTE")).ShouldBeFalse();
    }

    [Fact]
    public void Should_know_whose_fault_it_is_that_a_message_was_not_confirmed()
    {
        SendFaults.Of(new MessageReturnedException("312 NO_ROUTE", new PublishReturnException(1, "312 NO_ROUTE", "exchange", "key", 312, "NO_ROUTE"))).ShouldBe(SendFault.Route);
        SendFaults.Of(new RabbitMQ.Client.Exceptions.PublishException(1, isReturn: false)).ShouldBe(SendFault.Route);
        SendFaults.Of(new TransportException(new Uri("loopback://x/y"), "not sent", new MessageNotAcknowledgedException(new Uri("loopback://x/y"), "nacked"))).ShouldBe(SendFault.Route);
        SendFaults.Of(new OperationInterruptedException(new ShutdownEventArgs(ShutdownInitiator.Peer, 404, "NOT_FOUND - no exchange"))).ShouldBe(SendFault.Route);
        SendFaults.Of(new OperationInterruptedException(new ShutdownEventArgs(ShutdownInitiator.Peer, 320, "CONNECTION_FORCED"))).ShouldBe(SendFault.Broker);
        SendFaults.Of(new ObjectDisposedException("channel")).ShouldBe(SendFault.Broker);
        SendFaults.Of(new TransportUnavailableException("broker away")).ShouldBe(SendFault.Broker);
        SendFaults.Of(new IOException("write", new SocketException())).ShouldBe(SendFault.Broker);
        SendFaults.Of(new TaskCanceledException()).ShouldBe(SendFault.Broker);
        SendFaults.Of(new UriFormatException("no address")).ShouldBe(SendFault.Message);
        SendFaults.Of(new System.Text.Json.JsonException("no JSON")).ShouldBe(SendFault.Message);
    }

    static PostgresException Postgres(string state) => new("text", "ERROR", "ERROR", state);
}
