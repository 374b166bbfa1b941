using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.HubSpot;

/// <summary>All played CRMs by name; a test has one of its own.</summary>
public sealed class HubSpotDesks(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, HubSpotDesk> desks = new();

    public HubSpotDesk Of(string name) => desks.GetOrAdd(name, _ => new HubSpotDesk(name, clock));
}

/// <summary>A customer's HubSpot: a page with deals to move, and the same by JSON for tests. LeadFuel never calls it.</summary>
public static class HubSpotRoutes
{
    public sealed record NewDeal(
        string Name,
        string Amount = "",
        string Currency = "",
        string Domain = ""
    );

    public sealed record Moved(string Stage, string? Reason = null);

    public sealed record Changed(string Property, string Value);

    public sealed record CompanyOf(long Id, string Domain);

    public static void AddHubSpot(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HubSpotDesks>();
        builder.Services.AddSingleton<HubSpotHooks>();
    }

    public static void MapHubSpot(this WebApplication app)
    {
        var desk = app.MapGroup("/crm/hubspot/{name}");
        desk.MapGet("/", Page);
        desk.MapPost(
            "/target",
            (string name, HubSpotTarget target, HubSpotDesks desks) => Aim(desks.Of(name), target)
        );
        desk.MapPost("/deals", Create);
        desk.MapPost(
            "/deals/{id:long}/move",
            (string name, long id, Moved moved, HubSpotDesks desks, HubSpotHooks hooks) =>
                Act(name, id, desks, hooks, (d, deal) => d.Move(deal, moved.Stage, moved.Reason))
        );
        desk.MapPost(
            "/deals/{id:long}/change",
            (string name, long id, Changed changed, HubSpotDesks desks, HubSpotHooks hooks) =>
                Act(
                    name,
                    id,
                    desks,
                    hooks,
                    (d, deal) => d.Change(deal, changed.Property, changed.Value)
                )
        );
        desk.MapPost(
            "/deals/{id:long}/delete",
            (string name, long id, HubSpotDesks desks, HubSpotHooks hooks) =>
                Act(name, id, desks, hooks, (d, deal) => d.Delete(deal, back: false))
        );
        desk.MapPost(
            "/deals/{id:long}/restore",
            (string name, long id, HubSpotDesks desks, HubSpotHooks hooks) =>
                Act(name, id, desks, hooks, (d, deal) => d.Delete(deal, back: true))
        );
        desk.MapPost(
            "/deals/{id:long}/merge/{other:long}",
            (string name, long id, long other, HubSpotDesks desks, HubSpotHooks hooks) =>
                Act(
                    name,
                    id,
                    desks,
                    hooks,
                    (d, deal) =>
                        d.Deals.TryGetValue(other, out var second) ? d.Merge(deal, second) : []
                )
        );
        desk.MapPost(
            "/deals/{id:long}/company/{company:long}",
            (
                string name,
                long id,
                long company,
                bool? primary,
                HubSpotDesks desks,
                HubSpotHooks hooks
            ) =>
                Act(
                    name,
                    id,
                    desks,
                    hooks,
                    (d, deal) => d.Associate(deal, "DEAL_TO_COMPANY", company, primary ?? true)
                )
        );
        desk.MapPost(
            "/deals/{id:long}/contact/{contact:long}",
            (string name, long id, long contact, HubSpotDesks desks, HubSpotHooks hooks) =>
                Act(
                    name,
                    id,
                    desks,
                    hooks,
                    (d, deal) => d.Associate(deal, "DEAL_TO_CONTACT", contact, primary: false)
                )
        );
        desk.MapPost(
            "/company",
            async (string name, CompanyOf company, HubSpotDesks desks, HubSpotHooks hooks) =>
                Told(
                    await hooks.Tell(
                        desks.Of(name),
                        desks.Of(name).Company(company.Id, company.Domain),
                        null
                    )
                )
        );
        desk.MapPost(
            "/replay",
            async (string name, HubSpotDesks desks, HubSpotHooks hooks) =>
                Told(await hooks.Replay(desks.Of(name)))
        );
        desk.MapPost("/press", Press).DisableAntiforgery();
    }

    private static IResult Aim(HubSpotDesk desk, HubSpotTarget target)
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
        HubSpotDesks desks,
        HubSpotHooks hooks
    )
    {
        var desk = desks.Of(name);
        var (deal, events) = desk.Create(made.Name, made.Amount, made.Currency, made.Domain);
        return Results.Ok(new { deal.Id, answers = await hooks.Tell(desk, events, deal) });
    }

    private static async Task<IResult> Act(
        string name,
        long id,
        HubSpotDesks desks,
        HubSpotHooks hooks,
        Func<HubSpotDesk, HubSpotDeal, JsonArray> act
    )
    {
        var desk = desks.Of(name);
        return desk.Deals.TryGetValue(id, out var deal)
            ? Told(await hooks.Tell(desk, act(desk, deal), deal))
            : Results.NotFound("This deal is not known.");
    }

    private static IResult Told(IReadOnlyList<int> answers) => Results.Ok(new { answers });

    public static IResult Page(string name, HubSpotDesks desks, string? said) =>
        new RazorComponentResult<HubSpotPage>(new { Desk = desks.Of(name), Said = said });

    /// <summary>The page's buttons, all of them.</summary>
    private static async Task<IResult> Press(
        HttpContext http,
        string name,
        HubSpotDesks desks,
        HubSpotHooks hooks
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var desk = desks.Of(name);
        var act = form["act"].ToString();
        IReadOnlyList<int> answers = [];
        if (act == "aim")
        {
            if (
                Aim(
                    desk,
                    new(
                        form["url"].ToString(),
                        form["secret"].ToString(),
                        form["form"].ToString(),
                        form["signature"].ToString()
                    )
                )
                is not NoContent
            )
            {
                return Back(name, "This address is not on this machine, and nothing leaves it.");
            }

            return Back(name, "Saved. Events go there from now on.");
        }

        if (act == "create")
        {
            var (deal, events) = desk.Create(
                form["title"].ToString(),
                form["amount"].ToString(),
                form["currency"].ToString(),
                form["domain"].ToString()
            );
            answers = await hooks.Tell(desk, events, deal);
        }
        else if (act == "replay")
        {
            answers = await hooks.Replay(desk);
        }
        else if (
            long.TryParse(
                form["deal"],
                System.Globalization.CultureInfo.InvariantCulture,
                out var id
            ) && desk.Deals.TryGetValue(id, out var deal)
        )
        {
            answers = await hooks.Tell(
                desk,
                act switch
                {
                    "win" => desk.Move(deal, "closedwon"),
                    "lose" => desk.Move(deal, "closedlost", "Price"),
                    "reopen" => desk.Move(deal, "qualifiedtobuy"),
                    "own" => desk.Move(deal, "7c1f3a90-won-in-our-words"),
                    "restore" => desk.Delete(deal, back: true),
                    "merge" => desk.Deals.TryGetValue(Other(form), out var kept)
                    && kept.Id != deal.Id
                        ? desk.Merge(kept, deal)
                        : [],
                    _ => desk.Delete(deal, back: false),
                },
                deal
            );
        }

        return Back(
            name,
            answers.Count == 0
                ? "Nothing was sent: there is no address yet."
                : $"LeadFuel answered {string.Join(", then ", answers)}."
        );
    }

    private static long Other(IFormCollection form) =>
        long.TryParse(
            form["into"],
            System.Globalization.CultureInfo.InvariantCulture,
            out var other
        )
            ? other
            : 0;

    private static IResult Back(string name, string said) =>
        Results.Redirect($"/crm/hubspot/{name}?said={Uri.EscapeDataString(said)}");
}
