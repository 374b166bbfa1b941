using System.Text.RegularExpressions;

namespace LeadFuel.Hosting.Running;

/// <summary>A resource's output without secrets: five files of two megabytes on disk, the last lines in memory.</summary>
internal sealed partial class ResourceLog(string file, SecretMask mask) : IDisposable
{
    private const int KeptLines = 2_000;
    private const long FileBytes = 2 * 1024 * 1024;
    private const int Files = 5;
    private readonly Lock _writing = new();
    private readonly Queue<string> _last = [];
    private StreamWriter? _writer;

    public event Action<string>? Said;

    public IReadOnlyList<string> Last(int count)
    {
        lock (_writing)
        {
            return [.. _last.TakeLast(count)];
        }
    }

    /// <summary>The lines that are kept; every later one goes to <paramref name="said"/>.</summary>
    public IReadOnlyList<string> Follow(Action<string> said)
    {
        lock (_writing)
        {
            Said += said;
            return [.. _last];
        }
    }

    public void Add(string text)
    {
        var line = mask.Hide(Escapes().Replace(text, ""));
        lock (_writing)
        {
            _last.Enqueue(line);
            if (_last.Count > KeptLines)
            {
                _last.Dequeue();
            }

            try
            {
                Write(line);
            }
            catch (IOException)
            {
                // A full disk must not end the program whose words these are; they are still in memory.
                _writer = null;
            }

            Said?.Invoke(line);
        }
    }

    public void Dispose() => _writer?.Dispose();

    private void Write(string line)
    {
        if (_writer is { BaseStream.Length: > FileBytes })
        {
            _writer.Dispose();
            _writer = null;
            for (var number = Files - 1; number >= 1; number--)
            {
                var older = number == 1 ? file : $"{file}.{number - 1}";
                if (File.Exists(older))
                {
                    File.Move(older, $"{file}.{number}", overwrite: true);
                }
            }
        }

        if (_writer is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            _writer = new(
                new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)
            )
            {
                AutoFlush = true,
            };
        }

        _writer.WriteLine(line);
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();
}
