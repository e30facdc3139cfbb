using FlashSale.Notifications.Channels;
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

    [Fact]
    public async Task Should_never_show_a_file_that_is_not_whole()
    {
        // Large enough for a reader to meet it half-way.
        var notice = _notice with { ProductId = new string('x', 1_000_000) };
        var file = Path.Combine(_folder, $"{notice.OrderId}.expired@flashsale.eml");
        var channel = new PickupFolderChannel(_folder);
        await channel.SendAsync(notice, CancellationToken.None);

        var sending = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                (await channel.SendAsync(notice, CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
        })));
        var read = 0;
        for (; !sending.IsCompleted; read++)
            (await File.ReadAllTextAsync(file)).TrimEnd().ShouldEndWith("Amount: 10.00 EUR");
        await sending;

        read.ShouldBeGreaterThan(10);
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_not_mind_what_a_killed_process_left()
    {
        var channel = new PickupFolderChannel(_folder);
        await channel.SendAsync(_notice, CancellationToken.None);
        var leftover = Path.Combine(_folder, ".writing", $"{_notice.OrderId}.expired@flashsale.eml");
        await using (var held = new FileStream(leftover, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            (await channel.SendAsync(_notice, CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));

        Directory.EnumerateFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_try_again_later_when_the_folder_cannot_be_written()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        (await new PickupFolderChannel(file).SendAsync(_notice, CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.NotNow);
    }

    [Theory]
    [InlineData("jürgen@example.com", "To: jürgen@example.com")]
    [InlineData("alice@exämple.com", "To: alice@xn--exmple-cua.com")]
    public async Task Should_carry_an_address_of_any_alphabet(string address, string header)
    {
        (await new PickupFolderChannel(_folder).SendAsync(_notice with { Recipient = address }, CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
        (await File.ReadAllTextAsync(Directory.EnumerateFiles(_folder).Single())).ShouldContain(header);
    }

    [Fact]
    public async Task Should_refuse_what_is_no_address() =>
        (await new PickupFolderChannel(_folder).SendAsync(_notice with { Recipient = "alice" }, CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Refused);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
