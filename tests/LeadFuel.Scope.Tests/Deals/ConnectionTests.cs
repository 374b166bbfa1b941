using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeadFuel.Scope.CrmConnections;
using LeadFuel.Secrets;

namespace LeadFuel.Scope.Tests.Deals;

public sealed partial class ConnectionTests(Suite suite)
{
    [Fact]
    public async Task An_address_and_its_password_are_shown_to_their_owner_and_stored_nowhere()
    {
        using var heard = new Claims.Heard();
        var crm = await Crm.HubSpot(suite);
        var connection = await crm.Get();
        var address = connection.Text("address");
        var (token, password) = (
            address[(address.LastIndexOf('/') + 1)..],
            connection.Text("password")
        );
        Assert.StartsWith(
            $"{suite.Gateway.Http.GetLeftPart(UriPartial.Authority)}/hooks/hubspot/",
            address,
            StringComparison.Ordinal
        );
        Assert.True(token.Length >= 43 && password.Length >= 43);
        await crm.Deal();
        await suite.Drain(crm.Member);

        foreach (var secret in (string[])[token, password, Crm.Secret])
        {
            await using var find = suite
                .Sql("scope")
                .CreateCommand(
                    """
                    select (select count(*) from crm_connections t where to_jsonb(t)::text like '%' || $1 || '%')
                         + (select count(*) from idempotency_keys t where to_jsonb(t)::text like '%' || $1 || '%')
                         + (select count(*) from jobs t where to_jsonb(t)::text like '%' || $1 || '%')
                         + (select count(*) from crm_events t where to_jsonb(t)::text like '%' || $1 || '%')
                    """
                );
            find.Parameters.Add(new() { Value = secret });
            Assert.Equal(0L, await find.ExecuteScalarAsync(TestContext.Current.CancellationToken));
            Assert.DoesNotContain(
                suite.Logs.Lines,
                line => line.Text.Contains(secret, StringComparison.Ordinal)
            );
            Assert.DoesNotContain(
                heard.Traces,
                said => said.Contains(secret, StringComparison.Ordinal)
            );
        }

        Assert.Contains(
            heard.Traces,
            said => said.Contains("/hooks/hubspot/*", StringComparison.Ordinal)
        );

        Assert.DoesNotContain(
            Crm.Secret,
            (await crm.Member.Scope.Json("/crm-connections")).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_address_is_the_same_after_a_change_of_the_key_and_no_two_are_alike()
    {
        var now = suite.Time;
        var (old, fresh) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var (before, after) = (
            new CrmSecrets(new SecretKeys(now, old)),
            new CrmSecrets(new SecretKeys(now, fresh, old))
        );
        var token = CrmSecrets.NewToken();
        var row = new CrmConnection
        {
            Vendor = CrmVendor.Pipedrive,
            TokenHash = CrmSecrets.Hash(token),
            Token = before.SealToken("", token),
        };
        // As the first addresses were made.
        var id = Guid.CreateVersion7();
        var derived = Base64Url.EncodeToString(
            HMACSHA256.HashData(
                new SecretKeys(now, old).Derive("crm/v1/token"),
                Encoding.UTF8.GetBytes($"{id:N}")
            )
        );
        var early = new CrmConnection
        {
            Id = id,
            Vendor = CrmVendor.Pipedrive,
            TokenHash = CrmSecrets.Hash(derived),
        };

        Assert.Equal((token, derived), (before.Token(row), before.Token(early)));
        Assert.Equal((token, derived), (after.Token(row), after.Token(early)));
        // With the old key gone a wrong one is not shown.
        var dropped = new CrmSecrets(new SecretKeys(now, fresh));
        Assert.Null(dropped.Token(row));
        Assert.Null(dropped.Token(early));

        var (ada, eve) = (await Crm.Pipedrive(suite), await Crm.Pipedrive(suite));
        Assert.NotEqual((await ada.Get()).Text("address"), (await eve.Get()).Text("address"));
    }

    [Fact]
    public async Task Another_account_sees_and_changes_nothing_of_it()
    {
        var crm = await Crm.HubSpot(suite);
        var before = (await crm.Get()).ToString();
        var eve = await suite.SignUp();
        var path = $"/crm-connections/{crm.Id}";

        HttpResponseMessage[] tries =
        [
            await eve.Scope.Get(path),
            await eve.Scope.Put(
                $"{path}/client-secret",
                new { secret = "another-secret" },
                "\"2\""
            ),
            await eve.Scope.Put($"{path}/password", null, "\"2\""),
            await eve.Scope.Put($"{path}/stages", new { stage = "closedwon", means = "lost" }),
            await eve.Scope.Delete(path, "\"2\""),
        ];

        foreach (var one in tries)
        {
            await one.Problem(HttpStatusCode.NotFound);
        }

        Assert.Empty(
            (await eve.Scope.Json("/crm-connections")).GetProperty("items").EnumerateArray()
        );
        Assert.Empty((await eve.Scope.Json("/outcomes")).GetProperty("items").EnumerateArray());
        Assert.Equal(before, (await crm.Get()).ToString());
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_read()
    {
        var crm = await Crm.HubSpot(suite);
        var path = $"/crm-connections/{crm.Id}";
        var secret = new { secret = "another-secret" };
        var ada = crm.Member.Scope;

        foreach (
            var act in (Func<string?, Task<HttpResponseMessage>>[])
                [
                    tag => ada.Put($"{path}/client-secret", secret, tag),
                    tag => ada.Put($"{path}/password", null, tag),
                    tag => ada.Delete(path, tag),
                ]
        )
        {
            await (await act(null)).Problem(HttpStatusCode.PreconditionRequired);
            await (await act("\"77\"")).Problem(HttpStatusCode.PreconditionFailed);
        }

        await (await ada.Put($"{path}/client-secret", new { secret = "short" }, "\"2\"")).Problem(
            HttpStatusCode.BadRequest
        );
        await (await ada.Post("/crm-connections", new { vendor = "salesforce" })).Problem(
            HttpStatusCode.BadRequest
        );
        await (await ada.Put($"{path}/stages", new { stage = "x", means = "perhaps" })).Problem(
            HttpStatusCode.BadRequest
        );
        var pipedrive = await Crm.Pipedrive(suite, crm.Member);
        await (
            await ada.Put($"/crm-connections/{pipedrive.Id}/client-secret", secret, "\"1\"")
        ).Problem(HttpStatusCode.UnprocessableEntity, "no-client-secret");
    }

    [Fact]
    public async Task A_double_click_makes_one_address()
    {
        var ada = await suite.SignUp();
        var key = Guid.CreateVersion7().ToString();

        var first = await ada.Scope.Post(
            "/crm-connections",
            new { vendor = "pipedrive" },
            key: key
        );
        var again = await ada.Scope.Post(
            "/crm-connections",
            new { vendor = "pipedrive" },
            key: key
        );

        Assert.Equal((await first.Json()).Text("id"), (await again.Json()).Text("id"));
        Assert.Single(
            (await ada.Scope.Json("/crm-connections")).GetProperty("items").EnumerateArray()
        );
    }

    [Fact]
    public async Task A_renewed_password_leaves_a_day_to_change_it_in_the_CRM()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope", "gateway"],
                Clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(
                    TimeProvider.System.GetUtcNow()
                ),
            }
        );
        var crm = await Crm.Pipedrive(own);
        var old = (await crm.Get()).Text("password");
        var deal = await crm.Deal();

        var renewed = await (
            await crm.Member.Scope.Put($"/crm-connections/{crm.Id}/password", null, "\"1\"")
        ).Json();
        Assert.NotEqual(old, renewed.Text("password"));
        Assert.Equal((int[])[204], await crm.Win(deal));

        own.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.Unauthorized, await Try(own, crm, old));
        Assert.Equal(HttpStatusCode.NoContent, await Try(own, crm, renewed.Text("password")));
    }

    [Fact]
    public async Task A_stage_of_their_own_waits_for_its_meaning_and_then_counts()
    {
        var crm = await Crm.HubSpot(suite);
        var deal = await crm.Deal(domain: "kestrelpay.com");
        await crm.Move(deal, "4f1d-own-won");
        Assert.Equal("open", (await crm.Outcome(deal)).Text("status"));
        var stage = (await crm.Get())
            .GetProperty("stages")
            .EnumerateArray()
            .Single(one => one.Text("name") == "4f1d-own-won");
        Assert.Equal("unknown", stage.Text("means"));

        await (
            await crm.Member.Scope.Put(
                $"/crm-connections/{crm.Id}/stages",
                new { stage = "4f1d-own-won", means = "won" }
            )
        ).Json();

        Assert.Equal("won", (await crm.Outcome(deal)).Text("status"));

        // What a stage means may be said before the first deal comes into it.
        await (
            await crm.Member.Scope.Put(
                $"/crm-connections/{crm.Id}/stages",
                new { stage = "4f1d-own-lost", means = "lost" }
            )
        ).Json();
        await crm.Move(deal, "4f1d-own-lost");
        Assert.Equal("lost", (await crm.Outcome(deal)).Text("status"));
    }

    [Fact]
    public async Task A_removed_address_takes_nothing_more_and_its_deals_stay()
    {
        var crm = await Crm.HubSpot(suite);
        var deal = await crm.Deal();
        await crm.Settle();

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await crm.Member.Scope.Delete($"/crm-connections/{crm.Id}", "\"2\"")).StatusCode
        );

        Assert.Equal((int[])[404], await crm.Win(deal));
        Assert.Equal("open", (await crm.Outcome(deal)).Text("status"));
        Assert.Equal(0, await crm.Events());
    }

    [Fact]
    [Claim("T29")]
    public async Task Nothing_is_ever_sent_to_hubspot_or_pipedrive()
    {
        var crm = await Crm.HubSpot(suite);
        await crm.Win(await crm.Deal(domain: "kestrelpay.com"));
        var other = await Crm.Pipedrive(suite, crm.Member);
        await other.Win(await other.Deal(organisation: 4));
        await suite.Drain(crm.Member);

        Assert.Empty(await suite.Sandbox.Records("hubspot"));
        Assert.Empty(await suite.Sandbox.Records("pipedrive"));
        await using var ledger = suite
            .Sql("scope")
            .CreateCommand("select count(*) from egress_calls where account_email = $1");
        ledger.Parameters.Add(new() { Value = crm.Member.Email });
        Assert.Equal(0L, await ledger.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        // There is nothing that could: no client, no provider, no package, no address of theirs.
        var files = (
            (string[])["LeadFuel.AppHost", "LeadFuel.ServiceDefaults", "gateway", "services"]
        )
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => !file.StartsWith("services/Sandbox/", StringComparison.Ordinal))
            .Select(file => (File: file, Text: Repository.Text(file)))
            .ToList();
        Assert.DoesNotContain(files, file => Host().IsMatch(file.Text));
        var receivers = files.Where(file => Receiver().IsMatch(file.File)).ToList();
        Assert.NotEmpty(receivers);
        Assert.DoesNotContain(receivers, file => Client().IsMatch(file.Text));
        Assert.DoesNotContain(
            XDocument
                .Parse(Repository.Text("Directory.Packages.props"))
                .Descendants("PackageVersion")
                .Select(package => (string)package.Attribute("Include")!),
            name => Vendor().IsMatch(name)
        );
        Assert.DoesNotContain(files, file => Declared().IsMatch(file.Text));
    }

    private static async Task<HttpStatusCode> Try(Suite own, Crm crm, string password)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri((await crm.Get()).Text("address")).AbsolutePath
        );
        request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"leadfuel:{password}"))}"
        );
        return (await own.Browser().Send(request)).StatusCode;
    }

    [GeneratedRegex(@"hubapi\.com|hubspot\.com|pipedrive\.com", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex("HubSpot|Pipedrive|CrmConnections|/Outcomes/")]
    private static partial Regex Receiver();

    [GeneratedRegex("HttpClient|AddProvider|WebRequest|TcpClient|Socket")]
    private static partial Regex Client();

    [GeneratedRegex("hubspot|pipedrive", RegexOptions.IgnoreCase)]
    private static partial Regex Vendor();

    [GeneratedRegex("new Provider\\(\"(?:HubSpot|Pipedrive)\"")]
    private static partial Regex Declared();
}
