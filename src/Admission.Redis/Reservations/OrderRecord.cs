using System.Globalization;
using FlashSale.Contracts;

namespace FlashSale.Admission.Reservations;

/// <summary>
/// An order as admit.lua writes it into reservation, intent and idempotency key: nine values, one per line, the email last.
/// </summary>
static class OrderRecord
{
    /// <exception cref="FormatException">The record was not written by admit.lua; the message says what is wrong.</exception>
    public static OrderSubmitted Parse(string productId, string orderId, string record)
    {
        var values = record.Split('\n', 9);
        if (values.Length != 9)
            throw new FormatException($"{values.Length} values, expected 9.");
        if (values[2].Length == 0)
            throw new FormatException("No user.");

        return new OrderSubmitted
        {
            OrderId = Guid.TryParseExact(orderId, "D", out var id) ? id : throw new FormatException($"'{orderId}' is not an order id."),
            ProductId = productId,
            Quantity = int.Parse(values[0], NumberStyles.None),
            AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(values[1], NumberStyles.None)),
            UserId = values[2],
            IdempotencyKey = NullIfEmpty(values[3]),
            IdempotencyHash = NullIfEmpty(values[4]),
            UnitPrice = decimal.Parse(values[5], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            Currency = values[6],
            PaymentWindowSeconds = int.Parse(values[7], NumberStyles.None),
            Email = NullIfEmpty(values[8]),
        };
    }

    /// <summary>Reads only the first values, and allocates no strings, because the reconciliation reads all reservations of a sale.</summary>
    /// <exception cref="FormatException">The record does not begin like one that admit.lua wrote.</exception>
    public static Reservation ParseReservation(string orderId, string record)
    {
        var values = record.AsSpan();
        Span<Range> lines = stackalloc Range[3];
        return values.Split(lines, '\n') == lines.Length
            && Guid.TryParseExact(orderId, "D", out var id)
            && int.TryParse(values[lines[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity)
            && long.TryParse(values[lines[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var acceptedAt)
                ? new(id, quantity, DateTimeOffset.FromUnixTimeMilliseconds(acceptedAt))
                : throw new FormatException($"'{orderId}' is no reservation that admit.lua wrote.");
    }

    /// <summary>The record as admit.lua would have written it.</summary>
    public static string Format(OrderSubmitted order) => string.Join('\n',
        order.Quantity.ToString(CultureInfo.InvariantCulture),
        order.AcceptedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        order.UserId,
        order.IdempotencyKey,
        order.IdempotencyHash,
        order.UnitPrice.ToString(CultureInfo.InvariantCulture),
        order.Currency,
        order.PaymentWindowSeconds.ToString(CultureInfo.InvariantCulture),
        order.Email);

    static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
