using System.Security.Cryptography;
using System.Text;

namespace FlashSale.Admission.Scripts;

/// <summary>A script of Scripts/, known to Redis by the SHA-1 of its text.</summary>
sealed class LuaScript
{
    public static readonly LuaScript Admit = new("admit");
    public static readonly LuaScript BuyersWithOrders = new("buyers_with_orders");
    public static readonly LuaScript OpenSale = new("open_sale");
    public static readonly LuaScript ChangeSale = new("change_sale");
    public static readonly LuaScript Snapshot = new("snapshot");
    public static readonly LuaScript Reservations = new("reservations");
    public static readonly LuaScript Availability = new("availability");
    public static readonly LuaScript EndReservation = new("end_reservation");
    public static readonly LuaScript ReservationsOfBuyer = new("reservations_of_buyer");
    public static readonly LuaScript Acknowledge = new("acknowledge");
    public static readonly LuaScript SetAside = new("set_aside");
    public static readonly LuaScript Backlog = new("backlog");
    public static readonly LuaScript Presence = new("presence");
    public static readonly LuaScript BeginRebuild = new("begin_rebuild");
    public static readonly LuaScript ClearForRebuild = new("clear_for_rebuild");
    public static readonly LuaScript RestoreOrders = new("restore_orders");
    public static readonly LuaScript FinishRebuild = new("finish_rebuild");

    LuaScript(string name)
    {
        using var stream = typeof(LuaScript).Assembly.GetManifestResourceStream($"FlashSale.Admission.Scripts.{name}.lua")
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

    /// <summary>Whether it may change something: its first line does not say no-writes.</summary>
    public bool Writes { get; }
}
