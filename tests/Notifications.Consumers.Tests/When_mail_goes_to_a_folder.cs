using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_mail_goes_to_a_folder : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("flashsale-mail-").FullName;
    readonly Notice _notice = new(NoticeKind.Expired, Guid.NewGuid(), "demo-phone", 1, 10, "EUR", "alice@example.com");

    [Fact]
    public async Task Should_leave_one_file_named_by_the_message_id_however_often_it_is_sent()
    {
        var channel = new PickupFolderChannel(_folder);
        (await channel.SendAsync(_notice, CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);
        (await channel.SendAsync(_notice, CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);

        var file = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldBe($"{_notice.OrderId}.expired@flashsale.eml");
        (await File.ReadAllTextAsync(file)).ShouldContain($"Message-ID: <{_notice.OrderId}.expired@flashsale>");
    }

    [Theory]
    [InlineData("jürgen@example.com")]
    [InlineData("alice@xn--a\u00fc.example")]
    public async Task Should_refuse_an_address_that_mail_cannot_carry(string address)
    {
        var answer = await new PickupFolderChannel(_folder).SendAsync(_notice with { Recipient = address }, CancellationToken.None);
        answer.Kind.ShouldBe(ChannelAnswerKind.Refused);
    }

    [Fact]
    public async Task Should_carry_a_domain_that_has_an_ascii_form() =>
        (await new PickupFolderChannel(_folder).SendAsync(_notice with { Recipient = "alice@exämple.com" }, CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
