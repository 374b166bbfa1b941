namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>What was said in an intake, in spoken order, and in which turns an answer was heard.</summary>
public sealed record Transcript(IReadOnlyList<VoiceTurn> Turns, HeardTurns HeardIn)
{
    /// <summary>What the customer said last, when its words did not come, or not all of them, and no answer was heard in it: it is asked for again.</summary>
    public IReadOnlyList<VoiceTurn> ToRepeat =>
        [
            .. Turns
                .Reverse()
                .TakeWhile(turn => turn.Ours || turn.State != TurnState.Written)
                .Where(turn => !turn.Ours && turn.State != TurnState.Waiting && !WasHeard(turn))
                .Reverse(),
        ];

    public bool WasHeard(VoiceTurn turn) =>
        HeardIn.Values.Any(turns => turns.Contains(turn.ItemId));
}
