using FlashSale.Client;
using FlashSale.Operate.Output;
using Xunit;

namespace FlashSale.Operate.Tests;

/// <summary>Runs commands against an API that the test prepares.</summary>
public abstract class Commands : IAsyncLifetime
{
    internal OpsApi Api { get; private set; } = null!;

    public async Task InitializeAsync() => Api = await OpsApi.StartAsync();

    public async Task DisposeAsync() => await Api.DisposeAsync();

    internal Task<Ran> RunAsync(params string[] args) => RunAsync(Api.Address, terminal: false, args);

    internal Task<Ran> RunOnATerminalAsync(params string[] args) => RunAsync(Api.Address, terminal: true, args);

    internal static async Task<Ran> RunAsync(Uri address, bool terminal, params string[] args)
    {
        using var api = new OperatorApi(address, OpsApi.Key);
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await new CommandTree(api, new Screen(output, error, terminal, terminal)).RunAsync(args);
        return new(code, output.ToString(), error.ToString());
    }

    internal sealed record Ran(int Code, string Output, string Error)
    {
        public string[] Lines => Output.TrimEnd('\n').Split('\n');
    }
}
