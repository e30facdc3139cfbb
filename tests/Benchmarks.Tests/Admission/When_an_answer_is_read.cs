using System.Text;
using FlashSale.Benchmarks.Admission.Open;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_an_answer_is_read
{
    const string Order = """{"orderId":"08df4768-0000-0000-0000-00000000002a","productId":"p"}""";
    const string Problem = """{"type":"urn:x","title":"sold-out","code":"sold-out"}""";

    static readonly string WithLength = $"HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nContent-Length: {Problem.Length}\r\n\r\n{Problem}";
    static readonly string InAChunk = $"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\nLocation: /x\r\n\r\n{Order.Length:x}\r\n{Order}\r\n0\r\n\r\n";

    public static TheoryData<string> Answers => [WithLength, InAChunk, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"];

    [Theory]
    [MemberData(nameof(Answers))]
    public void Should_wait_for_its_last_byte(string answer)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);
        for (var length = 0; length < bytes.Length; length++)
            HttpAnswer.TryRead(bytes.AsSpan(0, length), out _).ShouldBeFalse($"after {length} bytes");
        HttpAnswer.TryRead(bytes, out var whole).ShouldBeTrue();
        whole.Length.ShouldBe(bytes.Length);
    }

    [Fact]
    public void Should_know_a_refusals_code()
    {
        HttpAnswer.TryRead(Encoding.ASCII.GetBytes(WithLength), out var answer).ShouldBeTrue();
        answer.Status.ShouldBe(409);
        Encoding.ASCII.GetString(answer.Code).ShouldBe("sold-out");
        answer.OrderId.ShouldBe(Guid.Empty);
    }

    [Fact]
    public void Should_know_an_orders_id()
    {
        HttpAnswer.TryRead(Encoding.ASCII.GetBytes(InAChunk), out var answer).ShouldBeTrue();
        answer.Status.ShouldBe(202);
        answer.OrderId.ShouldBe(Guid.Parse("08df4768-0000-0000-0000-00000000002a"));
        answer.Code.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")]
    public void Should_refuse_what_it_cannot_read(string answer) =>
        Should.Throw<FormatException>(() => HttpAnswer.TryRead(Encoding.ASCII.GetBytes(answer), out _));
}
