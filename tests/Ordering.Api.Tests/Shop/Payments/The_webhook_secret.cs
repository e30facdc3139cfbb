using System.Text;
using FlashSale.Ordering.Api.Shop.Payments;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Payments;

public sealed class The_webhook_secret
{
    const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const string Timestamp = "1614265330";

    static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    static readonly WebhookSecret Secret = WebhookSecret.Parse(ApiHost.Secret);

    // Made with Python's hmac.
    const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Fact]
    public void Should_sign_as_the_specification_does() => Secret.Sign(Id, Timestamp, Body).ShouldBe(Signature);

    [Theory]
    [InlineData(Signature)]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= " + Signature)]
    [InlineData(Signature + " v1a,somethingelse v1,short")]
    public void Should_find_the_right_signature(string signatures) => Secret.Verifies(Id, Timestamp, Body, signatures).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,G0Hm9sSe+otpjtgT/TMikTsYzLe3UfjelvLniolj1oe=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ")]
    [InlineData("v1,!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!=")]
    public void Should_not_find_a_right_one(string signatures) => Secret.Verifies(Id, Timestamp, Body, signatures).ShouldBeFalse();

    [Fact]
    public void Should_cover_id_time_and_every_byte()
    {
        Secret.Verifies("msg_other", Timestamp, Body, Signature).ShouldBeFalse();
        Secret.Verifies(Id, "1614265331", Body, Signature).ShouldBeFalse();
        Secret.Verifies(Id, Timestamp, Encoding.UTF8.GetBytes("""{"test":2432232314}"""), Signature).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_tooshort")]
    [InlineData("whsec_not base64 at all, but long enough")]
    public void Should_not_be_anything_else(string? text) => Should.Throw<InvalidOperationException>(() => WebhookSecret.Parse(text));
}
