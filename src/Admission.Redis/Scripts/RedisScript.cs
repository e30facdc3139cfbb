using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace FlashSale.Admission.Scripts;

/// <summary>A script in Scripts/, known to Redis by the SHA-1 of its text.</summary>
sealed class RedisScript
{
    public static readonly RedisScript Admit = new("admit");
    public static readonly RedisScript BuyersWithOrders = new("buyers_with_orders");
    public static readonly RedisScript Server = new("server");
    public static readonly RedisScript OpenSale = new("open_sale");
    public static readonly RedisScript ChangeSale = new("change_sale");
    public static readonly RedisScript Snapshot = new("snapshot");
    public static readonly RedisScript Reservations = new("reservations");
    public static readonly RedisScript Availability = new("availability");
    public static readonly RedisScript EndReservation = new("end_reservation");
    public static readonly RedisScript ReservationsOfBuyer = new("reservations_of_buyer");
    public static readonly RedisScript Acknowledge = new("acknowledge");
    public static readonly RedisScript GiveBack = new("give_back");
    public static readonly RedisScript SetAside = new("set_aside");
    public static readonly RedisScript Backlog = new("backlog");
    public static readonly RedisScript Admitted = new("admitted");
    public static readonly RedisScript Presence = new("presence");
    public static readonly RedisScript BeginRebuild = new("begin_rebuild");
    public static readonly RedisScript ClearForRebuild = new("clear_for_rebuild");
    public static readonly RedisScript RestoreOrders = new("restore_orders");
    public static readonly RedisScript FinishRebuild = new("finish_rebuild");
    public static readonly RedisScript ConfirmSale = new("confirm_sale");

    RedisScript(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"FlashSale.Admission.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"{name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        Name = name;
        Text = reader.ReadToEnd();
        Writes = !Text.Split('\n', 2)[0].Contains("no-writes", StringComparison.Ordinal);
#pragma warning disable CA5350 // Redis names scripts by SHA-1.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    public string Name { get; }
    public string Text { get; }
    public byte[] Hash { get; }

    /// <summary>Whether it may write: its first line does not contain no-writes.</summary>
    public bool Writes { get; }

    /// <summary>Runs it by its hash; a server that does not know it, after a restart or SCRIPT FLUSH, gets the text.</summary>
    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(Hash, keys, values);
        }
        catch (RedisServerException exception) when (RedisError.HasNoSuchScript(exception))
        {
            return await database.ExecuteAsync("EVAL", [Text, keys.Length, .. keys.Cast<object>(), .. values.Cast<object>()]);
        }
    }
}
