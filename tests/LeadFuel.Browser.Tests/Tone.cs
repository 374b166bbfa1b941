namespace LeadFuel.Browser.Tests;

/// <summary>What the browser's played microphone hears, again and again: half a second of speech, so to say, and a silence.</summary>
internal static class Tone
{
    private const int Rate = 48_000;
    private const int Samples = Rate * 2;

    public static string File()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "tone.wav");
        using var wav = new BinaryWriter(System.IO.File.Create(path));
        wav.Write("RIFF"u8);
        wav.Write(36 + (Samples * 2));
        wav.Write("WAVEfmt "u8);
        wav.Write(16);
        wav.Write((short)1);
        wav.Write((short)1);
        wav.Write(Rate);
        wav.Write(Rate * 2);
        wav.Write((short)2);
        wav.Write((short)16);
        wav.Write("data"u8);
        wav.Write(Samples * 2);
        for (var at = 0; at < Samples; at++)
        {
            wav.Write(
                at < Rate / 2 ? (short)(20_000 * Math.Sin(2 * Math.PI * 440 * at / Rate)) : (short)0
            );
        }

        return path;
    }
}
