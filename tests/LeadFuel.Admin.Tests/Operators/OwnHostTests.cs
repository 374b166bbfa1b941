namespace LeadFuel.Admin.Tests.Operators;

/// <summary>The operators' pages live at one address and tell a browser to share nothing with others.</summary>
public sealed class OwnHostTests(AdminSuite suite)
{
    [Theory]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/admin.css", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.Redirect)]
    public async Task Every_page_is_shut_to_other_windows_and_devices(
        string path,
        HttpStatusCode status
    )
    {
        using var desk = new Desk(suite, AdminSuite.FirstOperator);

        var answer = await desk.Get(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal(
            "microphone=(), camera=(), geolocation=()",
            Header(answer, "Permissions-Policy")
        );
        // This suite is reached by http.
        Assert.Null(Header(answer, "Strict-Transport-Security"));
    }

    [Fact]
    public async Task Behind_https_a_browser_is_told_to_come_by_nothing_else()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core", "admin"],
                Settings =
                [
                    .. options.Settings,
                    ("admin", "ADMIN_ORIGIN", "https://admin.leadfuel.test"),
                ],
            }
        );
        using var desk = new Desk(own, AdminSuite.FirstOperator);
        desk.Headers.Host = "admin.leadfuel.test";

        var answer = await desk.Get("/sign-in");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            "max-age=63072000; includeSubDomains",
            Header(answer, "Strict-Transport-Security")
        );
    }

    [Theory]
    [InlineData("app.leadfuel.test")]
    [InlineData("localhost")]
    public async Task Under_another_name_nothing_is_shown_and_nothing_is_done(string host)
    {
        using var desk = new Desk(suite, AdminSuite.FirstOperator);
        desk.Headers.Host = host;

        var read = await desk.Get("/sign-in");
        var act = await desk.Press("/sign-in", ("email", AdminSuite.FirstOperator));

        Assert.Equal(HttpStatusCode.MisdirectedRequest, read.StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, act.StatusCode);
        Assert.Contains(
            suite.Admin.Http.GetLeftPart(UriPartial.Authority),
            await read.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
