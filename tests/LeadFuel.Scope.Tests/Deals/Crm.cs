using System.Text.Json;

namespace LeadFuel.Scope.Tests.Deals;

/// <summary>An address for deals, and a played CRM of one's own that tells there, through the gateway as any CRM would.</summary>
internal sealed record Crm(Suite Suite, Member Member, string Vendor, string Id, string Desk)
{
    public const string Secret = "lf-test-client-secret";

    public static Task<Crm> HubSpot(
        Suite suite,
        Member? member = null,
        string form = "app",
        string signature = "v3"
    ) => Of(suite, member, "hub_spot", form, signature, 2);

    public static Task<Crm> Pipedrive(Suite suite, Member? member = null, int version = 2) =>
        Of(suite, member, "pipedrive", "", "", version);

    private static async Task<Crm> Of(
        Suite suite,
        Member? member,
        string vendor,
        string form,
        string signature,
        int version
    )
    {
        member ??= await suite.SignUp();
        var made = await (await member.Scope.Post("/crm-connections", new { vendor })).Json();
        var crm = new Crm(suite, member, vendor, made.Text("id"), $"{Guid.CreateVersion7():N}");
        var connection = await crm.Get();
        if (vendor == "hub_spot" && signature != "key")
        {
            await (
                await member.Scope.Put(
                    $"/crm-connections/{crm.Id}/client-secret",
                    new { secret = Secret },
                    "\"1\""
                )
            ).Json();
        }

        var (url, password) = (connection.Text("address"), connection.Text("password"));
        await suite.Sandbox.Post(
            $"{crm.Door}/target",
            vendor == "hub_spot"
                ? new
                {
                    url,
                    secret = signature == "key" ? password : Secret,
                    form,
                    signature,
                }
                : new
                {
                    url,
                    password,
                    version,
                }
        );
        return crm;
    }

    public string Door => $"/crm/{(Vendor == "hub_spot" ? "hubspot" : "pipedrive")}/{Desk}";

    /// <summary>From now on this CRM tells there; HubSpot as an app does.</summary>
    public async Task Aim(Crm at)
    {
        var connection = await at.Get();
        var url = connection.Text("address");
        await Suite.Sandbox.Post(
            $"{Door}/target",
            Vendor == "hub_spot"
                ? new
                {
                    url,
                    secret = Secret,
                    form = "app",
                    signature = "v3",
                }
                : new
                {
                    url,
                    password = connection.Text("password"),
                    version = 2,
                }
        );
    }

    public Task<JsonElement> Get() => Member.Scope.Json($"/crm-connections/{Id}");

    /// <summary>Arms a fault of this CRM's wire for its next message.</summary>
    public Task Break(string kind, int times = 1) =>
        Suite.Sandbox.Break(
            new
            {
                vendor = Vendor == "hub_spot" ? "hubspot" : "pipedrive",
                kind,
                match = Desk,
                times,
            }
        );

    public async Task<long> Deal(
        string name = "Kestrel Pay, yearly",
        string domain = "",
        long? organisation = null
    ) => (
            await Suite.Sandbox.Post(
                $"{Door}/deals",
                Vendor == "hub_spot"
                    ? new
                    {
                        name,
                        amount = "12500.00",
                        currency = "EUR",
                        domain,
                    }
                    : new
                    {
                        title = name,
                        value = 12500.00m,
                        currency = "EUR",
                        organisation,
                    }
            )
        ).GetProperty("id").GetInt64();

    /// <summary>A property of HubSpot.</summary>
    public Task<int[]> Say(long deal, string property, string value) =>
        Act($"deals/{deal}/change", new { property, value });

    public Task<HttpResponseMessage> Mean(string stage, string means) =>
        Member.Scope.Put($"/crm-connections/{Id}/stages", new { stage, means });

    public Task<int[]> Move(long deal, string to, string? reason = null) =>
        Act(
            $"deals/{deal}/move",
            Vendor == "hub_spot" ? new { stage = to, reason } : new { status = to, reason }
        );

    public Task<int[]> Win(long deal) => Move(deal, Vendor == "hub_spot" ? "closedwon" : "won");

    public Task<int[]> Lose(long deal) =>
        Move(deal, Vendor == "hub_spot" ? "closedlost" : "lost", "Price");

    public Task<int[]> Reopen(long deal) =>
        Move(deal, Vendor == "hub_spot" ? "qualifiedtobuy" : "open");

    /// <summary>Another sum, and nothing else.</summary>
    public Task<int[]> Edit(long deal) =>
        Act(
            $"deals/{deal}/change",
            Vendor == "hub_spot"
                ? new { property = "amount", value = "13000.00" }
                : new { value = 13000.00m }
        );

    /// <summary>What LeadFuel answered, try by try.</summary>
    public async Task<int[]> Act(string path, object? body = null) =>
        [
            .. (await Suite.Sandbox.Post($"{Door}/{path}", body))
                .GetProperty("answers")
                .EnumerateArray()
                .Select(answer => answer.GetInt32()),
        ];

    public Task Settle() => Suite.Drain(Member, "scope.apply-crm-event", "scope.derive-outcomes");

    public async Task<List<JsonElement>> Outcomes(string query = "")
    {
        await Settle();
        return
        [
            .. (await Member.Scope.Json($"/outcomes{query}")).GetProperty("items").EnumerateArray(),
        ];
    }

    public async Task<JsonElement> Outcome(long deal) =>
        (await Outcomes()).Single(one =>
            one.Text("vendor") == Vendor
            && one.Text("vendorDealId")
                == deal.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

    /// <summary>Whether the deal is there and says so, for whoever waits for it.</summary>
    public async Task<bool> Is(long deal, string field, string value) =>
        (await Outcomes()).Any(one =>
            one.Text("vendorDealId")
                == deal.ToString(System.Globalization.CultureInfo.InvariantCulture)
            && one.Text(field) == value
        );

    public async Task<long> Events()
    {
        await using var count = Suite
            .Sql("scope")
            .CreateCommand("select count(*) from crm_events where account_email = $1");
        count.Parameters.Add(new() { Value = Member.Email });
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
