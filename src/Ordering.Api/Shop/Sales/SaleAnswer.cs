using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FlashSale.Ordering.Api.Http.Json;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// Redis's reply about a sale, as the bytes of its <see cref="SaleView"/>. All that changes from one answer to the next is the
/// time, which is written behind the bytes kept; where the time enters another phase of the sale, they are built anew.
/// </summary>
public sealed class SaleAnswer(Sale sale, int? available)
{
    static readonly byte[] ServerTime = [.. ",\"serverTime\":\""u8];
    static readonly byte[] Tail = [.. "\"}"u8];

    volatile Phase? _phase;

    /// <summary>Bytes of the answer at a time.</summary>
    public int LengthAt(DateTimeOffset now) => PhaseAt(now).Head.Length + TimeConverter.Length + Tail.Length;

    /// <param name="body">Gets a JSON object.</param>
    /// <param name="now">The time to judge by, in UTC.</param>
    public void WriteTo(IBufferWriter<byte> body, DateTimeOffset now)
    {
        var head = PhaseAt(now).Head;
        var span = body.GetSpan(head.Length + TimeConverter.Length + Tail.Length);
        head.CopyTo(span);
        now.UtcDateTime.TryFormat(span[head.Length..], out var time, TimeConverter.Form, CultureInfo.InvariantCulture);
        Tail.CopyTo(span[(head.Length + time)..]);
        body.Advance(head.Length + time + Tail.Length);
    }

    /// <summary>No lock: two readers that enter a new phase at once build the same bytes twice.</summary>
    Phase PhaseAt(DateTimeOffset now) => _phase is { } phase && phase.From <= now && now < phase.Until ? phase : _phase = Begin(now);

    Phase Begin(DateTimeOffset now)
    {
        var (from, until) =
            now < sale.StartsAt ? (DateTimeOffset.MinValue, sale.StartsAt)
            : now < sale.EndsAt ? (sale.StartsAt, sale.EndsAt)
            : (sale.EndsAt, DateTimeOffset.MaxValue);
        var view = JsonSerializer.SerializeToUtf8Bytes(SaleView.Of(sale, available, now), ApiJson.Answers);
        // It is the last field, and quotes inside a text are escaped: the last place is the field.
        return new(view[..(view.AsSpan().LastIndexOf(ServerTime) + ServerTime.Length)], from, until);
    }

    /// <param name="Head">The object up to the digits of serverTime.</param>
    /// <param name="From">The first moment at which it holds.</param>
    /// <param name="Until">The first at which it does not.</param>
    sealed record Phase(byte[] Head, DateTimeOffset From, DateTimeOffset Until);
}
