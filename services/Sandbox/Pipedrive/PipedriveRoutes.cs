using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.Pipedrive;

/// <summary>All played CRMs by name; a test has one of its own.</summary>
public sealed class PipedriveDesks(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, PipedriveDesk> desks = new();

    public PipedriveDesk Of(string name) =>
        desks.GetOrAdd(name, _ => new PipedriveDesk(name, clock));
}

/// <summary>A customer's Pipedrive: a page with deals to win and lose, and the same by JSON for tests. LeadFuel never calls it.</summary>
public static class PipedriveRoutes
{
    public sealed record NewDeal(
        string Title,
        decimal? Value = null,
        string Currency = "EUR",
        long? Organisation = null
    );

    public sealed record Moved(string Status, string? Reason = null);

    public sealed record Priced(decimal Value);

    public sealed record Waited(int Minutes);

    public sealed record OrganisationOf(long Id, string Website);

    public static void AddPipedrive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PipedriveDesks>();
        builder.Services.AddSingleton<PipedriveHooks>();
    }

    public static void MapPipedrive(this WebApplication app)
    {
        var desk = app.MapGroup("/crm/pipedrive/{name}");
        desk.MapGet("/", Page);
        desk.MapPost(
            "/target",
            (string name, PipedriveTarget target, PipedriveDesks desks) =>
                Aim(desks.Of(name), target)
        );
        desk.MapPost("/deals", Create);
        desk.MapPost(
            "/deals/{id:long}/move",
            (string name, long id, Moved moved, PipedriveDesks desks, PipedriveHooks hooks) =>
                Act(name, id, desks, hooks, (d, deal) => [d.Move(deal, moved.Status, moved.Reason)])
        );
        desk.MapPost(
            "/deals/{id:long}/change",
            (string name, long id, Priced priced, PipedriveDesks desks, PipedriveHooks hooks) =>
                Act(name, id, desks, hooks, (d, deal) => [d.Change(deal, priced.Value)])
        );
        desk.MapPost(
            "/deals/{id:long}/delete",
            (string name, long id, PipedriveDesks desks, PipedriveHooks hooks) =>
                Act(name, id, desks, hooks, Delete)
        );
        desk.MapPost(
            "/deals/{id:long}/merge/{other:long}",
            (string name, long id, long other, PipedriveDesks desks, PipedriveHooks hooks) =>
                Act(
                    name,
                    id,
                    desks,
                    hooks,
                    (d, deal) =>
                        d.Deals.TryGetValue(other, out var into) ? d.Merged(deal, into) : []
                )
        );
        desk.MapPost(
            "/organisation",
            async (string name, OrganisationOf one, PipedriveDesks desks, PipedriveHooks hooks) =>
                Told(
                    await hooks.Tell(
                        desks.Of(name),
                        desks.Of(name).Organisation(one.Id, one.Website)
                    )
                )
        );
        desk.MapPost(
            "/wait",
            (string name, Waited waited, PipedriveDesks desks) =>
            {
                desks.Of(name).Wait(TimeSpan.FromMinutes(waited.Minutes));
                return Told([]);
            }
        );
        desk.MapPost(
            "/replay",
            async (string name, PipedriveDesks desks, PipedriveHooks hooks) =>
                Told(await hooks.Replay(desks.Of(name)))
        );
        desk.MapPost("/press", Press).DisableAntiforgery();
    }

    private static IResult Aim(PipedriveDesk desk, PipedriveTarget target)
    {
        if (!Uri.TryCreate(target.Url, UriKind.Absolute, out var url) || !url.IsLoopback)
        {
            return Results.Problem(
                statusCode: StatusCodes.Status400BadRequest,
                title: "This address is not on this machine, and nothing leaves it."
            );
        }

        desk.Target = target;
        return Results.NoContent();
    }

    private static async Task<IResult> Create(
        string name,
        NewDeal made,
        PipedriveDesks desks,
        PipedriveHooks hooks
    )
    {
        var desk = desks.Of(name);
        var deal = desk.Create(made.Title, made.Value, made.Currency, made.Organisation);
        return Results.Ok(
            new { deal.Id, answers = await hooks.Tell(desk, desk.Changed(deal, "create", null)) }
        );
    }

    private static JsonObject[] Delete(PipedriveDesk desk, PipedriveDeal deal)
    {
        deal.Deleted = true;
        return [desk.Changed(deal, "delete", new JsonObject { ["status"] = deal.Status })];
    }

    private static async Task<IResult> Act(
        string name,
        long id,
        PipedriveDesks desks,
        PipedriveHooks hooks,
        Func<PipedriveDesk, PipedriveDeal, JsonObject[]> act
    )
    {
        var desk = desks.Of(name);
        return desk.Deals.TryGetValue(id, out var deal)
            ? Told(await hooks.Tell(desk, act(desk, deal)))
            : Results.NotFound("This deal is not known.");
    }

    private static IResult Told(IReadOnlyList<int> answers) => Results.Ok(new { answers });

    public static IResult Page(string name, PipedriveDesks desks, string? said) =>
        new RazorComponentResult<PipedrivePage>(new { Desk = desks.Of(name), Said = said });

    /// <summary>The page's buttons, all of them.</summary>
    private static async Task<IResult> Press(
        HttpContext http,
        string name,
        PipedriveDesks desks,
        PipedriveHooks hooks
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var desk = desks.Of(name);
        var act = form["act"].ToString();
        IReadOnlyList<int> answers = [];
        if (act == "aim")
        {
            var version = form["version"] == "1" ? 1 : 2;
            var aimed = Aim(
                desk,
                new(form["url"].ToString(), form["password"].ToString(), version)
            );
            return Back(
                name,
                aimed is NoContent
                    ? "Saved. Events go there from now on."
                    : "This address is not on this machine, and nothing leaves it."
            );
        }

        if (act == "create")
        {
            decimal? value = decimal.TryParse(
                form["value"],
                NumberStyles.Number,
                CultureInfo.InvariantCulture,
                out var given
            )
                ? given
                : null;
            var deal = desk.Create(form["title"].ToString(), value, form["currency"].ToString(), 4);
            answers = await hooks.Tell(desk, desk.Changed(deal, "create", null));
        }
        else if (act == "organisation")
        {
            answers = await hooks.Tell(desk, desk.Organisation(4, form["website"].ToString()));
        }
        else if (act == "replay")
        {
            answers = await hooks.Replay(desk);
        }
        else if (act == "bulk")
        {
            answers = await hooks.Tell(
                desk,
                [
                    .. desk
                        .Deals.Values.Where(one => !one.Deleted)
                        .Select(one => desk.Move(one, "won", null)),
                ]
            );
        }
        else if (
            long.TryParse(form["deal"], CultureInfo.InvariantCulture, out var id)
            && desk.Deals.TryGetValue(id, out var chosen)
        )
        {
            answers = await hooks.Tell(
                desk,
                act switch
                {
                    "win" => [desk.Move(chosen, "won", null)],
                    "lose" => [desk.Move(chosen, "lost", "Price")],
                    "reopen" => [desk.Move(chosen, "open", null)],
                    "merge" => desk.Deals.TryGetValue(Other(form), out var kept)
                    && kept.Id != chosen.Id
                        ? desk.Merged(chosen, kept)
                        : [],
                    _ => Delete(desk, chosen),
                }
            );
        }

        return Back(
            name,
            answers.Count == 0
                ? "Nothing was sent: there is no address yet, or Pipedrive has shut it off."
                : $"LeadFuel answered {string.Join(", then ", answers)}."
        );
    }

    private static long Other(IFormCollection form) =>
        long.TryParse(form["into"], CultureInfo.InvariantCulture, out var other) ? other : 0;

    private static IResult Back(string name, string said) =>
        Results.Redirect($"/crm/pipedrive/{name}?said={Uri.EscapeDataString(said)}");
}
