using System.CommandLine;
using System.CommandLine.Parsing;

namespace FlashSale.Operate;

/// <summary>--reason and --by: what goes on record with whatever changes something.</summary>
sealed class OnRecord
{
    readonly Option<string?> _reason = new("--reason") { Description = "Why; goes on record.", HelpName = "TEXT" };
    readonly Option<string?> _by = new("--by") { Description = "Who wants it; goes on record. Usually the login name.", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_by);
        // It travels as a header.
        _by.Validators.Add(by =>
        {
            if (by.Tokens.Any(token => token.Value.Length == 0 || token.Value.AsSpan().ContainsAnyExceptInRange('!', '~')))
                by.AddError("--by is a name of visible ASCII characters, without spaces.");
        });
    }

    public bool HasReason(CommandResult result) => result.GetResult(_reason) is not null;

    public string? ReasonOf(ParseResult parsed) => parsed.GetValue(_reason);

    public string ByOf(ParseResult parsed) => parsed.GetValue(_by) ?? Environment.UserName;
}
