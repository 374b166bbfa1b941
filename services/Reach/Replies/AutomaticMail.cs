using System.Text.RegularExpressions;

namespace LeadFuel.Reach.Replies;

/// <summary>Tells what a machine wrote from what a person wrote, by headers first and by the subject in eight languages.</summary>
public static partial class AutomaticMail
{
    /// <summary>What gave it away, in words for people; null when a person wrote it.</summary>
    /// <param name="answered">The subject of the mail it answers: repeated, it is our own word and not a machine's.</param>
    public static string? Because(
        IReadOnlyDictionary<string, string> headers,
        string from,
        string subject,
        string answered = ""
    )
    {
        string? Header(string name) =>
            headers
                .Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(h => h.Value.Trim())
                .FirstOrDefault();

        if (
            Header("Auto-Submitted") is { Length: > 0 } submitted
            && !submitted.StartsWith("no", StringComparison.OrdinalIgnoreCase)
        )
        {
            return "It says Auto-Submitted.";
        }

        if ((Header("X-Autoreply") ?? Header("X-Autorespond")) is { } marked && marked != "no")
        {
            return "It is marked as an automatic answer.";
        }

        if (
            Header("Precedence")?.ToLowerInvariant()
            is "bulk"
                or "junk"
                or "auto_reply"
                or "auto-reply"
        )
        {
            return "It says Precedence: bulk or automatic.";
        }

        if (
            Header("Return-Path") == "<>"
            || Header("Content-Type")
                ?.StartsWith("multipart/report", StringComparison.OrdinalIgnoreCase) == true
            || Daemon().IsMatch(from)
        )
        {
            return "A mail server wrote it.";
        }

        var repeats = answered.Length > 0 && MatchReply.Bare(subject) == MatchReply.Bare(answered);
        return !repeats && Subject().IsMatch(subject.Trim()) ? "Its subject says so." : null;
    }

    [GeneratedRegex(@"(^|<)(mailer-daemon|postmaster)@", RegexOptions.IgnoreCase)]
    private static partial Regex Daemon();

    // Each phrase stands at the beginning, or after another prefix and a colon: "Re: out of office" by a person is rare enough.
    [GeneratedRegex(
        """
            ^((re|aw|sv|antw|r|tr|odp)\s*:\s*)*(
                (automatic|auto)[\s-]*(reply|response|answer)\b | out[\s-]+of[\s-]+(the[\s-]+)?office\b | ooo\b | away\s+from\s+(the\s+|my\s+)?(office|desk)\b | on\s+(annual\s+|parental\s+|sick\s+)?(leave|vacation|holiday)\b
              | automatische\s+antwort\b | (urlaubs)?abwesenheit(s[\s-]*(notiz|meldung|nachricht|mail|info|benachrichtigung|assistent))?\b | abwesend\b | nicht\s+im\s+(büro|haus)\b
              | r[ée]ponse\s+automatique\b | absent(e)?\s+du\s+bureau\b | absence\s+du\s+bureau\b | message\s+d['’]absence\b | en\s+congés?\b
              | respuesta\s+autom[áa]tica\b | fuera\s+de\s+(la\s+)?oficina\b | de\s+vacaciones\b | ausente\b
              | risposta\s+automatica\b | fuori\s+(sede|ufficio)\b | assente\b | in\s+ferie\b
              | resposta\s+autom[áa]tica\b | fora\s+do\s+escrit[óo]rio\b | ausência\b | de\s+férias\b
              | automatisch\s+antwoord\b | automatische\s+beantwoording\b | afwezig(heid)?\b | niet\s+op\s+kantoor\b
              | automatyczna\s+odpowied[źz]\b | odpowied[źz]\s+automatyczna\b | nieobecno[śs][ćc]\b | poza\s+biurem\b | na\s+urlopie\b
            )
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Subject();
}
