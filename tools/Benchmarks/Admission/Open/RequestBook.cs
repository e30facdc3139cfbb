using System.Buffers;
using System.Text;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>Requests as the bytes that go out, one after the other: nothing is made while the load runs.</summary>
/// <param name="server">The host that the requests name.</param>
sealed class RequestBook(Uri server)
{
    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly List<int> _ends = [];

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var begin = number == 0 ? 0 : _ends[number - 1];
            return _bytes.WrittenSpan[begin.._ends[number]];
        }
    }

    /// <summary>An order of one unit.</summary>
    public void AddOrder(string product, string user, string? key, string email)
    {
        var body = $$"""{"quantity":1,"email":"{{email}}"}""";
        var request = $"POST /api/flash-sales/{product}/order HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nX-User-ID: {user}\r\n{(key is null ? "" : $"Idempotency-Key: {key}\r\n")}Content-Length: {body.Length}\r\n\r\n{body}";
        Encoding.ASCII.GetBytes(request, _bytes);
        _ends.Add(_bytes.WrittenCount);
    }
}
