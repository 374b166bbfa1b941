using System.Buffers.Text;
using System.Security.Cryptography;
using LeadFuel.Admin.Pages;

namespace LeadFuel.Admin.Operators;

/// <summary>Link and second factor. Every address gets the same answer; only an operator gets a mail.</summary>
internal static class SignInPages
{
    private const int PerHour = 5;

    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet(OperatorGate.SignInPage, () => Page.Of("Sign in", null, Form)).For(null);
        app.MapPost(OperatorGate.SignInPage, Ask).For(null);
        app.MapGet("/sign-in/link", () => Page.Of("Sign in", null, LinkForm)).For(null);
        app.MapPost("/sign-in/consume", Consume).For(null);
        app.MapGet(OperatorGate.SecondFactorPage, ShowSecondFactor).For(null);
        app.MapPost(OperatorGate.SecondFactorPage, Confirm).For(null);
        app.MapPost("/sign-out", SignOut).For(null);
    }

    /// <summary>The secret of a link, made from its row's id whenever it is needed: no row holds it.</summary>
    public static string Token(SecretKeys keys, Guid link) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(keys.Derive("link/v1/operator"), link.ToByteArray())
        );

    private const string Form = """
        <h1>Sign in</h1>
        <p>For operators of LeadFuel. We mail you a link; then your authenticator is asked.</p>
        <form method="post" action="/sign-in"><label>Address <input name="email" type="email" autocomplete="email" required autofocus></label>
        <button>Send sign-in link</button></form>
        """;

    private const string LinkForm = """
        <h1>Sign in</h1>
        <p>One press, and the link is used up.</p>
        <form method="post" action="/sign-in/consume"><input type="hidden" name="token" id="token"><button>Sign in</button></form>
        <script src="/link.js"></script>
        """;

    private static async Task<IResult> Ask(
        HttpContext http,
        AdminDb db,
        SecretKeys keys,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var email = (await http.Request.ReadFormAsync(ct))["email"]
            .ToString()
            .Trim()
            .ToLowerInvariant();
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var known = await db.Operators.SingleOrDefaultAsync(o => o.Email == email, ct);
        var lately = await db.OperatorLinks.CountAsync(l => l.Email == email, ct);
        if (known is not null and not { State: OperatorState.Suspended } && lately < PerHour)
        {
            Send(db, keys, email, now, invite: false);
            await work.Commit(ct);
        }

        return Page.Of(
            "Sign in",
            null,
            "<h1>Look into your mail</h1><p>If this is an operator's address, a link is on its way. It works once and for 30 minutes.</p>"
        );
    }

    /// <summary>In the open unit: a link that works once, and its mail.</summary>
    public static void Send(
        AdminDb db,
        SecretKeys keys,
        string email,
        DateTimeOffset now,
        bool invite
    )
    {
        var id = Guid.CreateVersion7();
        db.OperatorLinks.Add(
            new OperatorLink
            {
                Id = id,
                Email = email,
                TokenHash = OperatorGate.Hash(Token(keys, id)),
                ExpiresAt = now + OperatorLink.Life,
            }
        );
        db.Enqueue(new MailLink.Job(id, invite));
        db.Enqueue(new EndLink.Job(id), now + OperatorLink.Life);
    }

    private static async Task<IResult> Consume(
        HttpContext http,
        AdminDb db,
        OperatorGate gate,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var hash = OperatorGate.Hash((await http.Request.ReadFormAsync(ct))["token"].ToString());
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var link = await db
            .OperatorLinks.AsNoTracking()
            .SingleOrDefaultAsync(l => l.TokenHash == hash && l.ExpiresAt > now, ct);
        // One statement: of any number at once, one gets in.
        if (
            link is null
            || await db
                .OperatorLinks.Where(l => l.TokenHash == hash && l.ExpiresAt > now)
                .ExecuteDeleteAsync(ct) == 0
        )
        {
            return Page.Refused(
                StatusCodes.Status410Gone,
                "This link is used or too old.",
                "Ask for a new one."
            );
        }

        await db.OperatorLinks.Where(l => l.Email == link.Email).ExecuteDeleteAsync(ct);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        db.OperatorSessions.Add(
            new OperatorSession
            {
                TokenHash = OperatorGate.Hash(token),
                Email = link.Email,
                CreatedAt = now,
                SeenAt = now,
            }
        );
        await work.Commit(ct);
        gate.SetCookie(http.Response, token);
        return Page.Go(OperatorGate.SecondFactorPage);
    }

    private static async Task<IResult> ShowSecondFactor(
        AdminDb db,
        OperatorGate gate,
        SecretKeys keys,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        if (gate.SessionId is not { } id)
        {
            return Results.Redirect(OperatorGate.SignInPage);
        }

        await using var work = await db.Begin(ct);
        var own = await SecondFactor.Own(db, id, ct);
        var enrol = "";
        if (own.State == OperatorState.Enrolling)
        {
            // A new one each time: whoever saw an earlier page holds nothing.
            var secret = TotpCode.NewSecret();
            own.Propose(keys.Seal(Operator.TotpPurpose, own.Email, secret));
            enrol =
                $"""<p>Put this secret into your authenticator, then type the code that it shows. Loaded again, this page shows another.</p><p><code id="secret">{Page.E(secret)}</code></p><p><code>{Page.E($"otpauth://totp/LeadFuel:{own.Email}?secret={secret}&issuer=LeadFuel")}</code></p>""";
        }

        await work.Commit(ct);
        var played = configuration["Admin:Authenticator"] is { Length: > 0 } sandbox
            ? $"""<p>Without a phone: <a href="{Page.E(sandbox)}" target="_blank" rel="noopener">the Sandbox's authenticator</a>, into which the secret is pasted.</p>"""
            : "";
        return Page.Of(
            "Second factor",
            null,
            $"""<h1>Second factor</h1>{enrol}{played}<form method="post" action="/second-factor"><label>Code of your authenticator <input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required autofocus></label><button>Go on</button></form>"""
        );
    }

    private static async Task<IResult> Confirm(
        HttpContext http,
        OperatorGate gate,
        SecondFactor factor,
        CancellationToken ct
    )
    {
        if (gate.SessionId is not { } id)
        {
            return Page.Go(OperatorGate.SignInPage);
        }

        var code = (await http.Request.ReadFormAsync(ct))["code"].ToString().Trim();
        return await factor.Confirm(id, code, ct) is { } wrong
            ? Page.Refused(wrong.Status, wrong.Title, wrong.Detail)
            : Page.Go("/");
    }

    private static async Task<IResult> SignOut(
        HttpContext http,
        AdminDb db,
        OperatorGate gate,
        Impersonations.Visits visits,
        IServiceScopeFactory scopes,
        CancellationToken ct
    )
    {
        if (gate.SessionId is { } id)
        {
            string email;
            await using (var work = await db.Begin(ct))
            {
                email = (await db.OperatorSessions.SingleAsync(s => s.Id == id, ct)).Email;
                await db.OperatorSessions.Where(s => s.Id == id).ExecuteDeleteAsync(ct);
                await work.Commit(ct);
            }

            // Who has gone looks at nothing.
            await visits.EndOf(email, scopes, ct);
        }

        gate.DropCookie(http.Response);
        return Page.Go(OperatorGate.SignInPage);
    }
}
