using System.Text;

namespace UniversalApprox;

/// <summary>Opens text files of any encoding.</summary>
internal static class CsvFile
{
    /// <summary>How much of a file decides whether it is in UTF-8.</summary>
    private const int LookedAt = 1 << 16;

    /// <summary>A reader of a file, and what was found about its encoding.</summary>
    public static (StreamReader Reader, string? Note) Open(string path, Encoding? encoding)
    {
        FileStream stream = File.OpenRead(path);
        try
        {
            if (encoding is not null)
                return (new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true), null);
            var start = new byte[LookedAt];
            int count = stream.ReadAtLeast(start, LookedAt, throwOnEndOfStream: false);
            stream.Position = 0;
            ReadOnlySpan<byte> looked = start.AsSpan(0, count);
            bool isUtf8 = HasMark(looked) || IsUtf8(looked, isWhole: count < LookedAt);
            // The reader heeds byte order marks whatever encoding it is given.
            return isUtf8
                ? (new StreamReader(stream, Encoding.UTF8), null)
                : (new StreamReader(stream, CodePagesEncodingProvider.Instance.GetEncoding(1252)!), "read as Windows-1252, since it is not in UTF-8.");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static bool HasMark(ReadOnlySpan<byte> start) => start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private static bool IsUtf8(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        // The last character may be cut off: at most 3 bytes of it.
        for (int cut = 0; cut <= (isWhole ? 0 : 3) && cut <= bytes.Length; cut++)
            if (System.Text.Unicode.Utf8.IsValid(bytes[..^cut]))
                return true;
        return false;
    }
}
