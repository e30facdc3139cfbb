using System.Globalization;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Admission.Closed;

/// <summary>What this run's Redis does alone, every write on disk before its answer: calls a second at 200 connections, by redis-benchmark.</summary>
/// <param name="SetPerSecond">SET of 100 bytes, random keys.</param>
/// <param name="ScriptPerSecond">EVALSHA of a script that writes what an order writes: stock, reservation, buyer, stream.</param>
/// <param name="ScriptPipelinedPerSecond">The same, 16 calls in each connection at a time.</param>
sealed record RedisCalibration(double SetPerSecond, double ScriptPerSecond, double ScriptPipelinedPerSecond)
{
    const string Script = """
        redis.call('HINCRBY', 'bench:sale', 'available', -1)
        redis.call('HSET', 'bench:reservations', ARGV[1], ARGV[1])
        redis.call('HINCRBY', 'bench:buyer:' .. ARGV[1], 'units', 1)
        redis.call('SET', 'bench:idem:' .. ARGV[1], ARGV[1])
        redis.call('XADD', 'bench:intents', '*', 'order', ARGV[1], 'record', ARGV[1])
        return { 'accepted', ARGV[1] }
        """;

    /// <param name="redis">Its URI.</param>
    /// <param name="load">SCRIPT LOAD: the script's hash.</param>
    public static async Task<RedisCalibration> RunAsync(Uri redis, Func<string, Task<string>> load)
    {
        var hash = await load(Script);
        return new(
            await RateAsync(redis, 300_000, "SET", "bench:__rand_int__", new string('x', 100)),
            await RateAsync(redis, 200_000, "EVALSHA", hash, "0", "__rand_int__"),
            await RateAsync(redis, 200_000, "-P", "16", "EVALSHA", hash, "0", "__rand_int__"));
    }

    static async Task<double> RateAsync(Uri redis, int calls, params string[] command) =>
        ReadRate(await Installation.RunAsync("redis-benchmark", ["-h", redis.Host, "-p", $"{redis.Port}", "-c", "200", "-n", $"{calls}", "-r", "10000000", "--csv", .. command]));

    /// <summary>"test","rps","avg_latency_ms",... and a line of figures.</summary>
    public static double ReadRate(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 1 && lines[^1].Split("\",\"") is { Length: > 1 } fields && double.TryParse(fields[1], CultureInfo.InvariantCulture, out var rate)
            ? rate
            : throw new FormatException($"redis-benchmark did not run as it should: {csv}");
    }
}
