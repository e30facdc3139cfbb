using System.Diagnostics;

namespace FlashSale.Schema.Tests;

/// <summary>A folder with src/Some.Project/Schema/*.sql, and the command run on it.</summary>
sealed class MigrationsOnDisk : IDisposable
{
    public MigrationsOnDisk(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
            Write("Some.Project/Schema", name, text);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("flashsale-migrations-").FullName;

    public void Write(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Root, "src", folder)).FullName, name), text);

    public Process Start(params string[] arguments) => Launch([arguments[0], Root, .. arguments[1..]]);

    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    static Process Launch(string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Schema.dll"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
