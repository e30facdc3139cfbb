using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>Reads replies whose shape the command or the script fixes. A null where none can be is a defect, not a value.</summary>
static class RedisReply
{
    public static string Text(this RedisResult reply) => (string?)reply ?? throw Null();

    public static string[] Texts(this RedisResult reply) => Array.ConvertAll((string?[]?)reply ?? throw Null(), text => text ?? throw Null());

    public static long[] Numbers(this RedisResult reply) => (long[]?)reply ?? throw Null();

    public static RedisResult[] Items(this RedisResult reply) => (RedisResult[]?)reply ?? throw Null();

    static InvalidOperationException Null() => new("Redis replied null where a script or command always gives a value.");
}
