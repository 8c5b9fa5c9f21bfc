using System.Text;

namespace UniversalApprox;

/// <summary>Cells of single lines, for looking at a file before it is read.</summary>
internal static class CellText
{
    /// <summary>Whether a cell is a number, a duration or a date.</summary>
    public static bool IsValue(string cell, char decimalSeparator) =>
        Numbers.TryParse(cell, decimalSeparator, out _)
        || CensoredText.TryParse(cell, decimalSeparator, out _, out _)
        || TimeText.TryDuration(cell, out _) || TimeText.TryDate(cell, null, out _, out _);

    /// <summary>The cells of a line without blanks around them. A blank as delimiter stands for any run of blanks and tabs.</summary>
    public static List<string> Split(string line, char delimiter)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool inQuotes = false;
        bool isQuoted = false;
        string text = delimiter == ' ' ? line.Trim(' ', '\t') : line;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && (inQuotes || IsBlank(cell)))
            {
                bool isEscaped = inQuotes && i + 1 < text.Length && text[i + 1] == '"';
                if (isEscaped)
                    cell.Append(text[i++]);
                else
                    inQuotes = !inQuotes;
                isQuoted = true;
            }
            else if (!inQuotes && Separates(c, delimiter))
            {
                if (delimiter != ' ' || isQuoted || !IsBlank(cell))
                    End();
            }
            else
            {
                cell.Append(c);
            }
        }

        End();
        return cells;

        void End()
        {
            cells.Add(cell.ToString().Trim(' ', '\t'));
            cell.Clear();
            isQuoted = false;
        }
    }

    private static bool Separates(char c, char delimiter) => c == delimiter || (delimiter == ' ' && c == '\t');

    private static bool IsBlank(StringBuilder text)
    {
        for (int i = 0; i < text.Length; i++)
            if (text[i] is not (' ' or '\t'))
                return false;
        return true;
    }
}
