using System.Buffers.Binary;

namespace LeadFuel.Sandbox.OpenAi;

/// <summary>Hears where somebody speaks, by the energy of each 20 milliseconds. Keeps no sound.</summary>
internal sealed class SpeechMeter(double threshold, int silenceMs)
{
    private const int FrameSamples = 480;
    private double energy;
    private int samples;
    private int quietMs;

    /// <summary>How much was heard so far, in milliseconds of sound, whatever the speed it came at.</summary>
    public long Ms { get; private set; }

    public bool Speaking { get; private set; }

    /// <summary>True: speech began; false: it stopped. Yielded as the sound goes on.</summary>
    public IEnumerable<bool> Hear(byte[] pcm)
    {
        for (var at = 0; at + 1 < pcm.Length; at += 2)
        {
            var sample = BinaryPrimitives.ReadInt16LittleEndian(pcm.AsSpan(at)) / 32768.0;
            energy += sample * sample;
            if (++samples < FrameSamples)
            {
                continue;
            }

            var loud = Math.Sqrt(energy / samples) > threshold;
            (energy, samples) = (0, 0);
            Ms += 20;
            quietMs = loud ? 0 : quietMs + 20;
            if (loud && !Speaking)
            {
                Speaking = true;
                yield return true;
            }
            else if (Speaking && quietMs >= silenceMs)
            {
                Speaking = false;
                yield return false;
            }
        }
    }

    public void Clear() => (energy, samples, quietMs, Speaking) = (0, 0, 0, false);
}
