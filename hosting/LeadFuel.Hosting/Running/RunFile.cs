using System.Text.Json;
using Aspire.Hosting;
using LeadFuel.Hosting.Processes;

namespace LeadFuel.Hosting.Running;

/// <summary>
/// run.json: who runs from this folder. A second start finds out, and the next start after a crash ends what
/// the crash left.
/// </summary>
internal sealed class RunFile(string state)
{
    public sealed record Started(string Name, ProcessIdentity Process, int Signal);

    public sealed record Content(
        ProcessIdentity AppHost,
        Dictionary<string, string> Urls,
        List<Started> Children
    );

    private readonly string _file = Path.Combine(state, "run.json");
    private readonly Lock _writing = new();
    private readonly Content _content = new(ProcessIdentity.Current, [], []);

    public async Task Claim(Action<string> say)
    {
        Directory.CreateDirectory(state);
        if (Read() is { } earlier)
        {
            if (earlier.AppHost.IsAlive && earlier.AppHost != ProcessIdentity.Current)
            {
                throw new DistributedApplicationException(
                    $"LeadFuel already runs from this folder as process {earlier.AppHost.Pid}. "
                        + "Stop it first, or start this one with --isolated --ephemeral to run beside it."
                );
            }

            var left = earlier.Children.Where(child => child.Process.IsAlive).ToList();
            if (left.Count > 0)
            {
                await Guardian.End([.. left.Select(child => (child.Process, child.Signal))]);
                say(
                    $"Ended what an earlier run had left: {string.Join(", ", left.Select(child => child.Name))}."
                );
            }
        }

        Write();
    }

    public void Add(string name, ProcessIdentity process, int signal)
    {
        lock (_writing)
        {
            _content.Children.RemoveAll(child => child.Name == name);
            _content.Children.Add(new(name, process, signal));
            Write();
        }
    }

    public void Url(string name, string url)
    {
        lock (_writing)
        {
            _content.Urls[name] = url;
            Write();
        }
    }

    public void Release()
    {
        // A temporary folder has gone with the guardian.
        if (Directory.Exists(state))
        {
            File.Delete(_file);
        }
    }

    private Content? Read()
    {
        try
        {
            return File.Exists(_file)
                ? JsonSerializer.Deserialize<Content>(File.ReadAllText(_file))
                : null;
        }
        catch (JsonException)
        {
            return null; // A crash in the middle of a write; the guardian has ended the children.
        }
    }

    private void Write()
    {
        var fresh = $"{_file}.tmp";
        File.WriteAllText(fresh, JsonSerializer.Serialize(_content));
        File.Move(fresh, _file, overwrite: true);
    }
}
