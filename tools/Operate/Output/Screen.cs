using Spectre.Console;

namespace FlashSale.Operate.Output;

/// <summary>Where commands write: tables and progress where a person looks, plain lines where a script reads.</summary>
/// <param name="outputIsTerminal">Tables are drawn.</param>
/// <param name="errorIsTerminal">Progress is shown.</param>
public sealed class Screen(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal)
{
    public TextWriter Output => output;
    public TextWriter Error => error;

    public static Screen OfTheConsole() => new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    /// <summary>A line of the result.</summary>
    public void Say(string text) => output.WriteLine(text);

    /// <summary>A line that is not part of the result.</summary>
    public void Tell(string text) => error.WriteLine(text);

    public void Show(Listing listing)
    {
        if (listing.IsEmpty)
            return;
        if (outputIsTerminal)
            AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) }).Write(listing.ToTable());
        else
            listing.WriteTo(output);
    }

    /// <summary>Writes over the progress that was shown before.</summary>
    public void Progress(string text)
    {
        if (errorIsTerminal)
            error.Write($"\r{text}\e[K");
    }

    public void EndProgress() => Progress("");
}
