using System.Diagnostics;
using System.Text.Json;
using FlashSale.TestKit;

namespace FlashSale.Licences.Tests;

/// <summary>A folder that looks like a restored repository.</summary>
sealed class RepositoryWithOnePackage : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("flashsale-licences-").FullName;

    public RepositoryWithOnePackage(string licence)
    {
        Write("FlashSale.sln", """Project("{0}") = "Service", "src\Service\Service.csproj", "{1}" """);
        Directory.CreateDirectory(Path.Combine(_root, "tools/Licences"));
        File.Copy(Path.Combine(Servers.Root, "tools/Licences/allowed.json"), Path.Combine(_root, "tools/Licences/allowed.json"));
        Write("fallback/forbidden/2.0.0/forbidden.nuspec", $"<package><metadata><license type=\"expression\">{licence}</license></metadata></package>");
        Write("artifacts/obj/Service/project.assets.json", JsonSerializer.Serialize(new
        {
            targets = new Dictionary<string, object> { ["net10.0"] = new Dictionary<string, object> { ["Forbidden/2.0.0"] = new { type = "package", runtime = new Dictionary<string, object> { ["lib/Forbidden.dll"] = new { } } } } },
            libraries = new Dictionary<string, object> { ["Forbidden/2.0.0"] = new { path = "forbidden/2.0.0" } },
            packageFolders = new Dictionary<string, object> { [Path.Combine(_root, "global/")] = new { }, [Path.Combine(_root, "fallback/")] = new { } },
        }));
    }

    public async Task<(int Code, string Output)> LicencesAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LicenceList).Assembly.Location, _root]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, file))!);
        File.WriteAllText(Path.Combine(_root, file), text);
    }
}
