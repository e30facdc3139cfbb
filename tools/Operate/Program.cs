using FlashSale.Client;
using FlashSale.Operate;
using FlashSale.Operate.Output;

// Operate dead-letters|parked|reconcile|resume ...: what ./flashsale runs for these verbs.
if (Environment.GetEnvironmentVariable("FLASHSALE_API_URL") is not { Length: > 0 } address || Environment.GetEnvironmentVariable("FLASHSALE_OPS_KEY") is not { Length: > 0 } key)
{
    await Console.Error.WriteLineAsync("FLASHSALE_API_URL or FLASHSALE_OPS_KEY is not set. Run this by ./flashsale.");
    return ExitCode.Usage;
}

using var api = new OperatorApi(new Uri(address), key);
return await new CommandTree(api, Screen.OfTheConsole()).RunAsync(args);
