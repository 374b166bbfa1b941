using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Net;
using System.Text.RegularExpressions;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Promises;

/// <summary>Alone in its process' time, so that every connection seen is its own.</summary>
[Collection(typeof(Crashes.Crashes))]
public sealed partial class MailLeavesThroughResendTests(Suite suite)
{
    [Fact]
    [Claim("T20")]
    public async Task A_campaign_from_plan_to_answer_opens_no_connection_but_to_Resend_and_Claude_and_the_house()
    {
        var ada = await suite.SignUp();
        var grace = Stage.NewAddress(0);
        using var connections = new Connections();
        var before = (await suite.Sandbox.Records("resend")).Count;

        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var test = (await plan.Drafts())[0].Text("id");
        (await ada.Reach.Post($"/drafts/{test}/test-mails", new { })).EnsureSuccessStatusCode();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(grace), "Call me.");
        await suite.Drain();

        // One call for each mail, with its text and its one recipient; the rest are look-ups without content.
        var calls = (await suite.Sandbox.Records("resend")).Skip(before).ToList();
        var mails = calls
            .Where(call =>
                call.Method == "POST" && call.Path.EndsWith("/emails", StringComparison.Ordinal)
            )
            .ToList();
        Assert.Equal(2, mails.Count);
        foreach (var mail in mails)
        {
            var to = Stage.Json(mail.Body).GetProperty("to").EnumerateArray().ToList();
            Assert.Contains(Assert.Single(to).GetString(), (string[])[grace, ada.Email]);
        }

        Assert.All(
            calls.Except(mails),
            call =>
            {
                Assert.Matches("^/resend/(emails/receiving(/[^/]+)?|domains.*)$", call.Path);
                Assert.DoesNotContain(grace, call.Body, StringComparison.Ordinal);
            }
        );
        // Whatever else were to send mail would have to connect somewhere.
        var known = Known();
        Assert.NotEmpty(connections.Ports);
        Assert.All(connections.Ports, port => Assert.Contains(port, known));
        Assert.Equal(["Resend"], await Providers(ada));
    }

    private HashSet<(string Host, int Port)> Known()
    {
        var postgres = new Npgsql.NpgsqlConnectionStringBuilder(suite.Login("reach"));
        return
        [
            ("127.0.0.1", suite.Sandbox.Address.Port),
            ("127.0.0.1", postgres.Port),
            .. suite.Services.SelectMany(service =>
                service.Name is "gateway" or "sandbox"
                    ? [("127.0.0.1", service.Http.Port)]
                    : new[] { ("127.0.0.1", service.Http.Port), ("127.0.0.1", service.Grpc.Port) }
            ),
        ];
    }

    private async Task<List<string>> Providers(Member member)
    {
        await using var read = suite
            .Sql("reach")
            .CreateCommand("select distinct provider from egress_calls where account_email = $1");
        read.Parameters.Add(new() { Value = member.Email });
        await using var reader = await read.ExecuteReaderAsync(Stage.Ct);
        var providers = new List<string>();
        while (await reader.ReadAsync(Stage.Ct))
        {
            providers.Add(reader.GetString(0));
        }

        return providers;
    }

    /// <summary>Where this process has connected to while it is held, as the runtime itself tells.</summary>
    private sealed partial class Connections : EventListener
    {
        private readonly ConcurrentDictionary<(string Host, int Port), bool> seen = new();

        public ICollection<(string Host, int Port)> Ports => seen.Keys;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Sockets")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // "InterNetworkV6:28:{31,144,0,0,0,0,…}": a family and the bytes of an address.
            if (
                eventData.EventName == "ConnectStart"
                && eventData.Payload is [string address, ..]
                && Bytes().Match(address) is { Success: true } match
            )
            {
                var bytes = match
                    .Groups[1]
                    .Value.Split(',')
                    .Select(b => byte.Parse(b, System.Globalization.CultureInfo.InvariantCulture))
                    .ToArray();
                seen[(Host(address, bytes), (bytes[0] << 8) | bytes[1])] = true;
            }
        }

        private static string Host(string address, byte[] bytes)
        {
            var host = address.StartsWith("InterNetworkV6", StringComparison.Ordinal)
                ? new IPAddress(bytes.AsSpan(6, 16))
                : new IPAddress(bytes.AsSpan(2, 4));
            return (host.IsIPv4MappedToIPv6 ? host.MapToIPv4() : host).ToString() is "::1"
                ? "127.0.0.1"
                : (host.IsIPv4MappedToIPv6 ? host.MapToIPv4() : host).ToString();
        }

        [GeneratedRegex(@"\{([0-9,]+)\}")]
        private static partial Regex Bytes();
    }
}
