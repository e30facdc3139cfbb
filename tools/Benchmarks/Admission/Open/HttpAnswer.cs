using System.Buffers.Text;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>As much of an HTTP/1.1 answer as the generator needs, read where it lies.</summary>
readonly ref struct HttpAnswer
{
    /// <summary>Bytes of the whole answer.</summary>
    public required int Length { get; init; }

    public required int Status { get; init; }

    /// <summary>Without the framing of a single chunk; with it where there are more.</summary>
    public required ReadOnlySpan<byte> Body { get; init; }

    /// <summary>The problem's code; empty for none.</summary>
    public ReadOnlySpan<byte> Code => Value("\"code\":\""u8);

    /// <summary>Empty when there is none.</summary>
    public Guid OrderId => Utf8Parser.TryParse(Value("\"orderId\":\""u8), out Guid id, out _) ? id : Guid.Empty;

    /// <returns>False while bytes are missing.</returns>
    /// <exception cref="FormatException">This is no HTTP/1.1 answer with a length or in chunks.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out HttpAnswer answer)
    {
        answer = default;
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var headers = bytes[..(head + 2)];
        var rest = bytes[(head + 4)..];
        if (!headers.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(headers[9..], out int status, out _))
            throw new FormatException("This is no HTTP/1.1 answer.");

        if (headers.IndexOf("\r\nContent-Length: "u8) is >= 0 and var at && Utf8Parser.TryParse(headers[(at + 18)..], out int length, out _))
        {
            if (rest.Length < length)
                return false;
            answer = new() { Status = status, Length = head + 4 + length, Body = rest[..length] };
            return true;
        }

        return headers.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0
            ? TryReadChunks(rest, status, head + 4, out answer)
            : throw new FormatException("The answer has neither a length nor chunks.");
    }

    static bool TryReadChunks(ReadOnlySpan<byte> bytes, int status, int before, out HttpAnswer answer)
    {
        answer = default;
        var at = 0;
        var first = ReadOnlySpan<byte>.Empty;
        while (true)
        {
            var line = bytes[at..].IndexOf("\r\n"u8);
            if (line < 0)
                return false;
            if (!Utf8Parser.TryParse(bytes[at..(at + line)], out int length, out _, 'x'))
                throw new FormatException("The chunk has no length.");
            var begin = at + line + 2;
            at = begin + length + 2;
            if (at > bytes.Length)
                return false;
            if (length == 0)
            {
                answer = new() { Status = status, Length = before + at, Body = first };
                return true;
            }

            // The answers met here are one chunk; of more, all that lies between is the body.
            first = first.IsEmpty ? bytes.Slice(begin, length) : bytes[(bytes.IndexOf("\r\n"u8) + 2)..(at - 2)];
        }
    }

    ReadOnlySpan<byte> Value(ReadOnlySpan<byte> name)
    {
        var at = Body.IndexOf(name);
        if (at < 0)
            return [];
        var value = Body[(at + name.Length)..];
        var end = value.IndexOf((byte)'"');
        return end < 0 ? [] : value[..end];
    }
}
