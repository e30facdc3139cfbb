using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

public sealed class The_messages_on_the_wire
{
    public static TheoryData<string> Names => [.. Messages.Types.Select(type => type.Name)];

    [Fact]
    public void Should_have_the_approved_urns() =>
        Approval.Verify("message-urns.txt", string.Concat(Messages.Types.Select(type => $"{MessageUrn.ForType(type)}\n")));

    [Fact]
    public void Should_have_the_approved_json()
    {
        var bodies = Messages.Types.Select(type => KeyValuePair.Create(type.Name, JsonSerializer.SerializeToNode(Messages.Sample(type), type, Messages.Json)));
        Approval.Verify("messages.json", new JsonObject(bodies).ToJsonString(Messages.Json) + "\n");
    }

    /// <summary>A new field must be optional: messages in flight, in outboxes, schedules and error queues lack it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Should_read_the_approved_json(string name)
    {
        var type = TypeNamed(name);
        var body = Approved(name);
        var message = body.Deserialize(type, Messages.Json);
        JsonSerializer.SerializeToNode(message, type, Messages.Json)!.ToJsonString().ShouldBe(body.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_read_a_message_without_its_optional_fields(string name)
    {
        var type = TypeNamed(name);
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(property => nullability.Create(property).WriteState == NullabilityState.Nullable))
        {
            var body = Approved(name);
            body.Remove(JsonNamingPolicy.CamelCase.ConvertName(property.Name)).ShouldBeTrue();
            property.GetValue(body.Deserialize(type, Messages.Json)).ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_read_a_message_with_a_field_of_a_later_version(string name)
    {
        var body = Approved(name);
        body["addedLater"] = new JsonObject { ["x"] = 1 };
        body.Deserialize(TypeNamed(name), Messages.Json).ShouldNotBeNull();
    }

    /// <summary>As it was first written, before there were idempotency keys.</summary>
    [Fact]
    public void Should_read_an_order_of_the_first_version()
    {
        const string Body = """
            {"orderId":"0c7e6c1e-3d0a-4d5e-9b39-2f1f6d3a5b01","productId":"demo-phone","userId":"alice","quantity":1,
             "unitPrice":"499.00","currency":"EUR","paymentWindowSeconds":900,"acceptedAt":"2026-01-02T03:04:05+00:00"}
            """;
        var order = JsonSerializer.Deserialize<OrderSubmitted>(Body, Messages.Json)!;
        order.UnitPrice.ShouldBe(499m);
        order.Email.ShouldBeNull();
        order.IdempotencyKey.ShouldBeNull();
    }

    static Type TypeNamed(string name) => Messages.Types.Single(type => type.Name == name);

    static JsonObject Approved(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Approval.Folder, "messages.json")))!.AsObject()[name]!.DeepClone().AsObject();
}
