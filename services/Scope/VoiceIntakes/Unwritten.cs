namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>What the customer said and has no words yet. Asked from two sides: by who follows OpenAI, and by who listens to the page.</summary>
internal sealed class Unwritten
{
    private readonly Lock gate = new();
    private readonly HashSet<string> items = [];
    private bool speaking;
    private TaskCompletionSource? empty;

    public void Begin(string item)
    {
        lock (gate)
        {
            speaking = true;
            items.Add(item);
        }
    }

    public void Add(string item)
    {
        lock (gate)
        {
            items.Add(item);
        }
    }

    public void Remove(string item)
    {
        lock (gate)
        {
            items.Remove(item);
            if (items.Count == 0)
            {
                empty?.TrySetResult();
            }
        }
    }

    /// <summary>Whether somebody was in the middle of a turn; from now on they are not.</summary>
    public bool EndSpeech()
    {
        lock (gate)
        {
            var spoke = speaking;
            speaking = false;
            return spoke;
        }
    }

    /// <summary>Ends when everything has its words, or will never have them.</summary>
    public Task Empty()
    {
        lock (gate)
        {
            empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (items.Count == 0)
            {
                empty.TrySetResult();
            }

            return empty.Task;
        }
    }
}
