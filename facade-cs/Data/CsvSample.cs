using System.Text;

namespace UniversalApprox;

/// <summary>The beginning of a text, split into lines, and a reader of the text from any of these lines on.</summary>
internal sealed class CsvSample
{
    /// <summary>The characters that are looked at, unless the first lines are longer.</summary>
    private const int UsualLength = 1 << 16;

    /// <summary>The lines that are looked at however long they are.</summary>
    private const int LeastLines = 4;

    private readonly string text;
    private readonly TextReader rest;
    private readonly List<int> starts = [0];

    private CsvSample(string text, bool isWhole, TextReader rest)
    {
        (this.text, this.rest) = (text, rest);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r'))
                continue;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            starts.Add(i + 1);
        }

        // A line that is cut off is not looked at.
        int complete = isWhole && starts[^1] < text.Length ? starts.Count : starts.Count - 1;
        Lines = [.. Enumerable.Range(0, complete).Select(Line)];
    }

    /// <summary>The whole lines at the beginning.</summary>
    public IReadOnlyList<string> Lines { get; }

    public static CsvSample Of(TextReader reader)
    {
        var text = new StringBuilder();
        var block = new char[UsualLength];
        int lines = 0;
        bool isWhole = false;
        while (!isWhole && (text.Length < UsualLength || lines < LeastLines))
        {
            int count = reader.ReadBlock(block);
            isWhole = count < block.Length;
            lines += block.AsSpan(0, count).Count('\n');
            text.Append(block, 0, count);
        }

        return new(text.ToString(), isWhole, reader);
    }

    /// <summary>Reads the text from a line on, counted from 0.</summary>
    public TextReader From(int line) =>
        new JoinedReader(line < starts.Count ? text[starts[line]..] : "", rest);

    private string Line(int index)
    {
        int end = index + 1 < starts.Count ? starts[index + 1] : text.Length;
        return text[starts[index]..end].TrimEnd('\r', '\n');
    }

    /// <summary>Text that was read already, and then the rest. It closes nothing.</summary>
    private sealed class JoinedReader(string start, TextReader rest) : TextReader
    {
        private int position;

        public override int Peek() => position < start.Length ? start[position] : rest.Peek();

        public override int Read() => position < start.Length ? start[position++] : rest.Read();

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            if (position >= start.Length)
                return rest.Read(buffer);
            int count = Math.Min(buffer.Length, start.Length - position);
            start.AsSpan(position, count).CopyTo(buffer);
            position += count;
            return count;
        }
    }
}
