using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>What tests and people do with a mailbox: make one of any size, let mail come, move and delete it, look in.</summary>
public static class MicrosoftDoors
{
    public sealed record NewBox(
        string Address,
        int? Messages,
        int? Days,
        int? Seed,
        int? People,
        string? Name,
        DateTimeOffset? Until,
        bool NoExchange = false,
        bool NoPlus = false
    );

    public sealed record Consent(string Url, string? Answer);

    public sealed record Target(string Folder);

    public sealed record Marked(string[] Categories, bool Whole);

    public static void AddMicrosoft(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MicrosoftWorld>();
        builder.Services.AddSingleton<MicrosoftTokens>();
        builder.Services.AddSingleton<GraphDesk>();
    }

    public static void MapMicrosoft(this WebApplication app)
    {
        app.MapMicrosoftSignIn();
        app.MapGraph();
        app.MapPost("/microsoft-boxes", Make);
        var box = app.MapGroup("/microsoft-boxes/{address}");
        box.MapGet("", (string address, MicrosoftWorld world) => Summary(world.Box(address)));
        box.MapPost("/consent", Accept);
        box.MapPost(
            "/revoke",
            (string address, MicrosoftTokens tokens) => Done(() => tokens.Revoke(address))
        );
        box.MapPost(
            "/expire",
            (string address, MicrosoftTokens tokens) => Done(() => tokens.Expire(address))
        );
        box.MapGet(
            "/tokens",
            (string address, MicrosoftTokens tokens) =>
                Results.Ok(new { items = tokens.Issued(address) })
        );
        box.MapPost("/mails", Drop);
        box.MapPost(
            "/mails/{number:int}/move",
            (string address, int number, Target to, MicrosoftWorld world) =>
                With(world, address, number, (b, mail) => b.Move(mail, b.Folder(to.Folder)!.Id))
        );
        box.MapPost(
            "/mails/{number:int}/delete",
            (string address, int number, MicrosoftWorld world) =>
                With(world, address, number, (b, mail) => b.Move(mail, null))
        );
        box.MapPost(
            "/mails/{number:int}/touch",
            (string address, int number, MicrosoftWorld world) =>
                With(world, address, number, (b, mail) => b.Touch(mail))
        );
        box.MapPost(
            "/mails/{number:int}/categories",
            (string address, int number, Marked marked, MicrosoftWorld world) =>
                With(
                    world,
                    address,
                    number,
                    (b, mail) => b.Categorise(mail, marked.Categories, marked.Whole)
                )
        );
        box.MapPost(
            "/folders",
            (string address, Target folder, MicrosoftWorld world) =>
                Results.Ok(world.Box(address).AddFolder(folder.Folder, null))
        );
        box.MapPost(
            "/folders/{id}/delete",
            (string address, string id, MicrosoftWorld world) =>
                Done(() => world.Box(address).RemoveFolder(id))
        );
        app.MapGet("/microsoft-mail", Page);
        app.MapPost("/microsoft-mail/drop", DropByHand).DisableAntiforgery();
        app.MapPost("/microsoft-mail/{number:int}/delete", DeleteByHand).DisableAntiforgery();
    }

    private static IResult Make(NewBox asked, MicrosoftWorld world)
    {
        var box = world.Replace(
            asked.Address,
            asked.Messages,
            asked.Days,
            asked.Seed,
            asked.People,
            asked.Name,
            asked.Until
        );
        box.NoExchange = asked.NoExchange;
        box.NoPlus = asked.NoPlus;
        return Results.Ok(Summary(box));
    }

    private static object Summary(MicrosoftBox box) =>
        new
        {
            address = box.Address,
            directory = box.Directory,
            folders = box.Folders.Select(folder => new
            {
                id = folder.Id,
                name = folder.Name,
                known = folder.Known,
                count = box.Count(folder.Id),
            }),
            total = box.Folders.Sum(folder => box.Count(folder.Id)),
        };

    private static IResult Accept(
        string address,
        Consent consent,
        MicrosoftWorld world,
        MicrosoftTokens tokens,
        FaultBoard faults,
        TimeProvider clock
    )
    {
        var back = new Uri(
            MicrosoftSignInRoutes.Decide(
                new Uri(consent.Url).Query,
                address,
                consent.Answer ?? "accept",
                world,
                tokens,
                faults,
                clock
            )
        );
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(back.Query);
        string? Of(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        return Results.Ok(
            new
            {
                code = Of("code"),
                state = Of("state"),
                error = Of("error"),
                errorDescription = Of("error_description"),
                address = back.GetLeftPart(UriPartial.Path),
            }
        );
    }

    private static IResult Drop(
        string address,
        GivenMail mail,
        MicrosoftWorld world,
        TimeProvider clock
    )
    {
        var box = world.Box(address);
        var added = box.Add(
            mail with
            {
                To = mail.To is { Length: > 0 } ? mail.To : [box.Address],
            },
            clock.GetUtcNow()
        );
        return Results.Ok(
            new
            {
                number = added.Number,
                id = MailJson.Id(box, added, immutable: true),
                internetMessageId = MailJson.InternetId(box, added),
            }
        );
    }

    private static IResult With(
        MicrosoftWorld world,
        string address,
        int number,
        Action<MicrosoftBox, BoxMail> act
    )
    {
        var box = world.Box(address);
        if (box.Mail(number) is not { } mail)
        {
            return Results.NotFound();
        }

        act(box, mail);
        return Results.NoContent();
    }

    private static IResult Done(Action act)
    {
        act();
        return Results.NoContent();
    }

    public static IResult Page(
        HttpContext http,
        MicrosoftWorld world,
        string? box,
        string? folder,
        int? mail
    )
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        var chosen = box is { Length: > 0 } ? world.Known(box) : world.All.FirstOrDefault();
        var place = chosen?.Folder(folder ?? "inbox");
        return new RazorComponentResult<MicrosoftMailPage>(
            new
            {
                Boxes = world.All.Select(one => one.Address).ToList(),
                Box = chosen,
                Folder = place,
                Mails = chosen is null || place is null ? [] : chosen.Newest(place.Id, null, 100),
                Chosen = mail is { } number ? chosen?.Mail(number) : null,
            }
        );
    }

    private static async Task<IResult> DropByHand(
        HttpContext http,
        MicrosoftWorld world,
        TimeProvider clock
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var address = form["box"].ToString();
        if (world.Known(address) is not { } box)
        {
            return Results.NotFound("This mailbox is not known. Sign in with it first.");
        }

        var sent = form["way"] == "sent";
        var other = form["other"].ToString();
        var headers = new Dictionary<string, string>();
        if (form["answers"].ToString().Trim() is { Length: > 0 } answers)
        {
            headers["In-Reply-To"] = answers;
            headers["References"] = answers;
        }

        box.Add(
            new GivenMail
            {
                From = sent ? box.Address : other,
                FromName = sent ? box.Name : "",
                To =
                [
                    sent ? other
                    : form["to"].ToString() is { Length: > 0 } to ? to
                    : box.Address,
                ],
                Subject = form["subject"].ToString(),
                Text = form["text"].ToString(),
                Folder = sent ? "sentitems" : "inbox",
                Headers = headers,
            },
            clock.GetUtcNow()
        );
        return Results.Redirect(
            $"/microsoft-mail?box={Uri.EscapeDataString(box.Address)}&folder={(sent ? "sentitems" : "inbox")}"
        );
    }

    private static async Task<IResult> DeleteByHand(
        int number,
        HttpContext http,
        MicrosoftWorld world
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (world.Known(form["box"].ToString()) is not { } box || box.Mail(number) is not { } mail)
        {
            return Results.NotFound();
        }

        box.Move(mail, null);
        return Results.Redirect($"/microsoft-mail?box={Uri.EscapeDataString(box.Address)}");
    }
}
