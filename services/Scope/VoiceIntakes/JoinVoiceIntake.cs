namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>The browser's socket. It comes through the gateway, from our own page; no operator opens one.</summary>
public static class JoinVoiceIntake
{
    public static void Map(WebApplication app) => app.MapGet("/voice", Answer);

    private static async Task Answer(
        HttpContext http,
        CurrentAccount account,
        VoiceNotes notes,
        VoiceRelay relay,
        IHostApplicationLifetime lifetime,
        Guid? intake = null
    )
    {
        var ct = http.RequestAborted;
        var (held, refused) = await Check(http, account, notes, intake, ct);
        if (held is null)
        {
            await new RefusedResult(refused!).ExecuteAsync(http);
            return;
        }

        using var browser = await http.WebSockets.AcceptWebSocketAsync();
        // A stop of this replica ends it; the page joins again elsewhere.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            ct,
            lifetime.ApplicationStopping
        );
        await relay.Run(browser, held, account, stop.Token);
    }

    private static async Task<(VoiceNotes.Held?, Refused?)> Check(
        HttpContext http,
        CurrentAccount account,
        VoiceNotes notes,
        Guid? intake,
        CancellationToken ct
    )
    {
        if (!http.WebSockets.IsWebSocketRequest || intake is not { } id)
        {
            return (null, Refuse.Invalid("upgrade", "Only a page with a microphone opens this."));
        }

        if (account.Viewing is not null)
        {
            return (
                null,
                Refuse.Forbidden(
                    "impersonation-read-only",
                    "You are viewing this account. Nobody speaks for its people."
                )
            );
        }

        // A GET by its verb, an act by what it does.
        var plan = http.RequestServices.GetRequiredService<PlanCheck>();
        if (await plan.RefusesActs("scope", ct) is { } refused)
        {
            return (null, refused);
        }

        var held = await notes.Take(id, ct);
        return (held, held is null ? StartVoiceIntake.Taken : null);
    }
}
