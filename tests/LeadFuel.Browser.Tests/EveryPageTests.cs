using LeadFuel.Testing;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>Every page of the route table, with an account's things on it.</summary>
public sealed class FullPageTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Theory]
    [Claim("T46")]
    [MemberData(nameof(RouteTable.Areas), MemberType = typeof(RouteTable))]
    public async Task A_page_with_things_on_it_fits_and_is_accessible_and_loads_from_us_alone(
        string area
    )
    {
        var busy = await suite.Busy();
        var visitor = await Open(suite, busy.Member);
        var faults = new List<string>();
        foreach (
            var path in RouteTable
                .Of(area)
                .Select(busy.Scene.Fill)
                .Concat(area.Length == 0 ? ["/nowhere", "/trust"] : [])
        )
        {
            await visitor.Go(path);
            faults.AddRange(await Walk.Faults(visitor, path));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.NotEmpty(visitor.Requests);
        Assert.Empty(visitor.Foreign);
    }
}

/// <summary>Every page of the route table for somebody who has just come.</summary>
public sealed class EmptyPageTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Theory]
    [MemberData(nameof(RouteTable.Areas), MemberType = typeof(RouteTable))]
    public async Task A_page_without_a_thing_on_it_fits_and_is_accessible(string area)
    {
        var visitor = await Open(suite, await suite.SignUp());
        var faults = new List<string>();
        foreach (var path in RouteTable.Of(area).Where(path => !path.Contains(':')))
        {
            await visitor.Go(path);
            faults.AddRange(await Walk.Faults(visitor, path));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("reach")]
    public async Task What_is_not_there_says_so_and_offers_a_way_on(string area)
    {
        var visitor = await Open(suite, await suite.SignUp());
        visitor.Tolerate(404);
        var nothing = new Scene(
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            new OrbitScene(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7())
        );
        foreach (var path in RouteTable.Of(area).Where(path => path.Contains(':')))
        {
            await visitor.Go(nothing.Fill(path));
            await Assertions
                .Expect(visitor.Page.GetByRole(AriaRole.Alert))
                .ToContainTextAsync("There is no such");
            await Assertions
                .Expect(
                    visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Go back to the list" })
                )
                .ToBeVisibleAsync();
        }
    }
}

/// <summary>Every page of the route table while no service answers.</summary>
public sealed class DeadPageTests(Site site) : BrowserTest(site)
{
    [Theory]
    [MemberData(nameof(RouteTable.Areas), MemberType = typeof(RouteTable))]
    public async Task A_page_without_its_services_fits_and_is_accessible_and_loads_from_us_alone(
        string area
    )
    {
        var visitor = await Open();
        visitor.Tolerate(503);
        var faults = new List<string>();
        foreach (var path in RouteTable.Of(area).Where(path => !path.Contains(':')))
        {
            await visitor.Go(path);
            faults.AddRange(await Walk.Faults(visitor, path));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.NotEmpty(visitor.Requests);
        Assert.Empty(visitor.Foreign);
    }
}
