using System.Text.Json;

namespace LeadFuel.Hosting.Running;

/// <summary>Generated parameters, kept beside the data that they open; readable by their owner only.</summary>
internal sealed class KeptSecrets(string file)
{
    private readonly Lock _writing = new();

    public string GetOrAdd(string name, Func<string> make)
    {
        lock (_writing)
        {
            var all = File.Exists(file)
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!
                : [];
            if (all.TryGetValue(name, out var kept))
            {
                return kept;
            }

            all[name] = make();
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var fresh = $"{file}.tmp";
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(fresh, options))
            {
                JsonSerializer.Serialize(stream, all);
            }

            File.Move(fresh, file, overwrite: true);
            return all[name];
        }
    }
}
