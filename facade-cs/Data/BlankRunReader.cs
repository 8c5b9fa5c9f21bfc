namespace UniversalApprox;

/// <summary>
/// Text in which each run of blanks and tabs outside quotes is one blank, and lines neither begin nor end with any. A CSV
/// reader then finds the columns of aligned text.
/// </summary>
internal sealed class BlankRunReader(TextReader inner) : TextReader
{
    private const int None = -2;

    private readonly char[] block = new char[4096];
    private int position;
    private int length;
    private int held = None;
    private bool isBlankDue;
    private bool isLineStart = true;
    private bool isFieldStart = true;
    private bool inQuotes;

    public override int Peek() => held = held == None ? Reduced() : held;

    public override int Read()
    {
        int next = Peek();
        held = None;
        return next;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        int count = 0;
        for (; count < buffer.Length && Read() is >= 0 and int c; count++)
            buffer[count] = (char)c;
        return count;
    }

    /// <summary>The next character; −1 at the end.</summary>
    private int Reduced()
    {
        while (TryFill())
        {
            char c = block[position];
            if (!inQuotes && c is ' ' or '\t')
            {
                isBlankDue |= !isLineStart;
                position++;
                continue;
            }

            bool isBreak = c is '\n' or '\r';
            if (isBlankDue && !isBreak)
            {
                isBlankDue = false;
                isFieldStart = true;
                return ' ';
            }

            position++;
            isBlankDue = false;
            // A quote that is not closed ends with its line.
            inQuotes = !isBreak && (c == '"' ? !inQuotes && isFieldStart : inQuotes);
            isLineStart = isBreak;
            isFieldStart = isBreak;
            return c;
        }

        return -1;
    }

    private bool TryFill()
    {
        if (position < length)
            return true;
        (position, length) = (0, inner.Read(block.AsSpan()));
        return length > 0;
    }
}
