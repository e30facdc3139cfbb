using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using FlashSale.Client;
using FlashSale.Operate.DeadLetters;
using FlashSale.Operate.Output;
using FlashSale.Operate.Parked;
using FlashSale.Operate.Reconciliation;
using FlashSale.Operate.Sagas;

namespace FlashSale.Operate;

/// <summary>All verbs, and what becomes of a command line.</summary>
public sealed class CommandTree(OperatorApi api, Screen screen)
{
    // A reason may begin with @, and is no name of a file.
    static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    const int LongestMessage = 1000;

    readonly Command _root = new("./flashsale", "Dead letters, parked messages, reconciliation and orders that stand still, over the operators' API.")
    {
        new DeadLettersCommand(api, screen).Build(),
        new ParkedCommand(api, screen).Build(),
        new ReconcileCommand(api, screen).Build(),
        new ResumeCommand(api, screen).Build(),
        new HelpOption(),
    };

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        // The help of a verb is also `VERB help`.
        var parsed = _root.Parse(args is [var verb, "help"] ? [verb, "--help"] : args, Parsing);
        if (parsed.Action is ParseErrorAction)
            return Refuse(parsed);
        try
        {
            return await parsed.InvokeAsync(new() { Output = screen.Output, Error = screen.Error, EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is ApiRefusalException or ApiUnreachableException or NoAnswerException)
        {
            screen.Tell($"flashsale: {Cell.Of(exception.Message, LongestMessage)}");
            if (Advice.On(exception) is { } advice)
                screen.Tell($"  {advice}");
            // A 1 of these would say that something is open.
            return args is [ReconcileCommand.Name or ResumeCommand.Name, ..] ? ExitCode.NotKnown : ExitCode.Failed;
        }
    }

    int Refuse(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            screen.Tell($"flashsale: {error.Message}");
        var names = new List<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult)
            names.Insert(0, command.Command.Name);
        screen.Tell($"usage: {string.Join(' ', names)} --help");
        return ExitCode.Usage;
    }
}
