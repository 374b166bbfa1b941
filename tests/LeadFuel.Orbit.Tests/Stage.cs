using System.Net;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(Suite))]

namespace LeadFuel.Orbit.Tests;

/// <summary>A mail in a played mailbox.</summary>
public sealed record Dropped(int Number, string Id, string InternetMessageId);

/// <summary>A member's mailbox at the played Microsoft and what Orbit has made of it.</summary>
public sealed class Box(Suite suite, Member member, string address, Caller? colleague = null)
{
    public string Address => address;
    public Member Member => member;

    /// <summary>Whose mailbox it is: the member, or a colleague in the member's account.</summary>
    public Caller Owner => colleague ?? member.Orbit;
    public Guid Id { get; private set; }

    private string Door => $"/microsoft-boxes/{Uri.EscapeDataString(address)}";

    /// <summary>Signs in at Microsoft as this mailbox and comes back with what it said.</summary>
    public async Task<HttpResponseMessage> Consent(
        string answer = "accept",
        Guid? again = null,
        Caller? by = null
    )
    {
        var back = await GoToMicrosoft(answer, again);
        return await (by ?? Owner).Post("/mailboxes/callback", back);
    }

    public async Task<object> GoToMicrosoft(string answer = "accept", Guid? again = null)
    {
        var asked = await (
            await Owner.Post("/mailboxes/authorize", new { mailboxId = again })
        ).Json();
        var back = await suite.Sandbox.Post(
            $"{Door}/consent",
            new { url = asked.GetProperty("url").GetString(), answer }
        );
        string? Of(string name) =>
            back.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new
        {
            state = Of("state"),
            code = Of("code"),
            error = Of("error"),
            errorDescription = Of("errorDescription"),
        };
    }

    public async Task<GetMailbox.View> Connect()
    {
        var view = await (await Consent()).Read<GetMailbox.View>();
        Id = view.Id;
        return await (
            await Owner.Post($"/mailboxes/{Id}/folders", new { })
        ).Read<GetMailbox.View>();
    }

    public async Task<GetMailbox.View> Start(
        Action<Dictionary<string, object>>? change = null,
        Func<GetMailbox.FolderLine, bool>? folders = null
    )
    {
        var view = await Connect();
        var choice = new Dictionary<string, object>
        {
            ["folders"] = view
                .Folders.Where(folders ?? (f => f.Included))
                .Select(f => f.Id)
                .ToArray(),
            ["historyMonths"] = 0,
            ["withText"] = true,
            ["visibility"] = Visibility.Strength,
            ["contacts"] = ContactsFrom.Written,
            ["skipMarked"] = false,
            ["skipInternal"] = false,
            ["skipFreeMail"] = false,
            ["skipRobots"] = true,
        };
        change?.Invoke(choice);
        return await (await Owner.Post($"/mailboxes/{Id}/start", choice)).Read<GetMailbox.View>();
    }

    /// <summary>Connected, and read to its end.</summary>
    public async Task<GetMailbox.View> Synced(Action<Dictionary<string, object>>? change = null)
    {
        await Start(change);
        await Settle();
        var view = await View();
        Assert.Equal(MailboxState.Live, view.State);
        return view;
    }

    public Task<GetMailbox.View> View() => Owner.Read<GetMailbox.View>($"/mailboxes/{Id}");

    /// <summary>Looks now, and waits until what was found is stored and scored.</summary>
    public async Task Again(bool all = false)
    {
        (await Owner.Post($"/mailboxes/{Id}/sync", new { all })).EnsureSuccessStatusCode();
        await Settle();
        await using var failed = suite
            .Sql("orbit")
            .CreateCommand(
                "select string_agg(kind || ': ' || last_error, ', ') from jobs where account_email = $1 and state in (0, 3) and last_error is not null"
            );
        failed.Parameters.Add(new NpgsqlParameter { Value = member.Email });
        Assert.Equal("", await failed.ExecuteScalarAsync(Stage.Ct) as string ?? "");
    }

    public Task Settle() =>
        suite.Drain(
            member,
            "orbit.sync-mailbox",
            "orbit.score-people",
            "orbit.purge-mailbox",
            "orbit.remove-excluded"
        );

    /// <summary>The member decides what others see of it.</summary>
    public async Task Show(Visibility visibility)
    {
        var view = await View();
        (
            await Owner.Patch(
                $"/mailboxes/{Id}",
                new { visibility, replyInbox = view.ReplyInbox },
                $"\"{view.Version}\""
            )
        ).EnsureSuccessStatusCode();
    }

    public async Task<Dropped> Drop(object mail) =>
        (await suite.Sandbox.Post($"{Door}/mails", mail)).Deserialize<Dropped>(
            JsonSerializerOptions.Web
        )!;

    /// <summary>The member writes to somebody.</summary>
    public Task<Dropped> Write(
        string to,
        DateTimeOffset at,
        string subject = "Hello",
        string? conversation = null
    ) =>
        Drop(
            new
            {
                from = address,
                to = new[] { to },
                subject,
                text = "Would you have time?",
                folder = "sentitems",
                at,
                conversation,
            }
        );

    /// <summary>Somebody writes to the member.</summary>
    public Task<Dropped> Receive(
        string from,
        DateTimeOffset at,
        string subject = "Hello",
        string? conversation = null,
        string name = ""
    ) =>
        Drop(
            new
            {
                from,
                fromName = name,
                subject,
                text = "Yes, I would.",
                at,
                conversation,
            }
        );

    public Task Move(Dropped mail, string folder) =>
        suite.Sandbox.Post($"{Door}/mails/{mail.Number}/move", new { folder });

    public Task Delete(Dropped mail) => suite.Sandbox.Post($"{Door}/mails/{mail.Number}/delete");

    public Task Touch(Dropped mail) => suite.Sandbox.Post($"{Door}/mails/{mail.Number}/touch");

    public Task Post(string door, object? body = null) =>
        suite.Sandbox.Post($"{Door}/{door}", body);

    public async Task<string[]> IssuedTokens()
    {
        using var http = new HttpClient { BaseAddress = suite.Sandbox.Address };
        var json = JsonDocument.Parse(await http.GetStringAsync($"{Door}/tokens", Stage.Ct));
        return
        [
            .. json.RootElement.GetProperty("items").EnumerateArray().Select(t => t.GetString()!),
        ];
    }

    /// <summary>What is wrong with this mailbox alone, as `POST /faults`.</summary>
    public Task Break(string kind, int times = 1, string? match = null, int skip = 0) =>
        suite.Sandbox.Break(
            new
            {
                vendor = "microsoft",
                kind,
                times,
                skip,
                account = address,
                match,
            }
        );
}

public static class Stage
{
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A mailbox of `messages` invented mails; the same seed, the same mails.</summary>
    public static async Task<Box> Box(
        this Suite suite,
        Member? member = null,
        int messages = 0,
        int seed = 7,
        int days = 200,
        int people = 8,
        string? address = null,
        DateTimeOffset? until = null,
        Caller? colleague = null
    )
    {
        member ??= await suite.SignUp();
        address ??= $"me-{Guid.CreateVersion7():N}@northbeam.example";
        await suite.Sandbox.Post(
            "/microsoft-boxes",
            new
            {
                address,
                name = "Me Myself",
                messages,
                seed,
                days,
                people,
                until,
            }
        );
        return new Box(suite, member, address, colleague);
    }

    /// <summary>Another member of the same account.</summary>
    public static Caller Colleague(
        this Suite suite,
        Member member,
        string who = "ana@northbeam.example"
    ) =>
        suite.Direct(
            "orbit",
            () =>
                suite.Tokens.Mint(
                    "orbit",
                    new TokenClaims(who)
                    {
                        Account = member.Email,
                        SessionId = "session-of-" + who,
                        SignedInAt = member.SignedInAt,
                    }
                )
        );

    public static async Task<T> Read<T>(
        this Suite suite,
        Member member,
        Func<OrbitDb, Task<T>> read
    )
    {
        await using var scope = suite.Orbit.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(member.Email), member.Email);
        var db = scope.ServiceProvider.GetRequiredService<OrbitDb>();
        await using var work = await db.Begin(Ct);
        return await read(db);
    }

    /// <summary>A run that failed is tried again at once, not after its wait.</summary>
    public static async Task Hurry(this Suite suite, Member member)
    {
        await using var command = suite
            .Sql("orbit")
            .CreateCommand(
                "with due as (update jobs set run_at = now() where account_email = $1 and state = 0 and last_error is not null and run_at > now() returning account_email) update job_lanes set next_at = now() where account_email in (select account_email from due)"
            );
        command.Parameters.Add(new NpgsqlParameter { Value = member.Email });
        await command.ExecuteNonQueryAsync(Ct);
    }

    public static async Task<long> Count(this Suite suite, string table, Member member)
    {
        await using var command = suite
            .Sql("orbit")
            .CreateCommand($"select count(*) from {table} where account_email = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = member.Email });
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    /// <summary>Everything of the mail tables, without what belongs to the moment: two runs with the same end print the same.</summary>
    public static async Task<string> Print(this Suite suite, Member member)
    {
        var print = new List<string>();
        foreach (
            var sql in (string[])
                [
                    "select internet_id, outgoing, kind, from_address, recipients, sent_at, subject, text, unlinked_at is null from messages m where account_email = $1",
                    "select f.name, m.internet_id from placements p join folders f on f.account_email = p.account_email and f.id = p.folder_id join messages m on m.account_email = p.account_email and m.id = p.message_id where p.account_email = $1",
                    "select m.internet_id, p.role, a.email, p.name from participants p join messages m on m.account_email = p.account_email and m.id = p.message_id join addresses a on a.account_email = p.account_email and a.id = p.address_id where p.account_email = $1",
                    "select conversation_id, subject, first_at, last_at, messages, last_outgoing from threads where account_email = $1",
                    "select p.name, a.email from persons p join addresses a on a.account_email = p.account_email and a.person_id = p.id where p.account_email = $1",
                    "select a.email, s.shared, s.score from strengths s join addresses a on a.account_email = s.account_email and a.person_id = s.person_id where s.account_email = $1",
                ]
        )
        {
            await using var command = suite
                .Sql("orbit")
                .CreateCommand($"select r::text from ({sql}) r order by 1");
            command.Parameters.Add(new NpgsqlParameter { Value = member.Email });
            await using var reader = await command.ExecuteReaderAsync(Ct);
            while (await reader.ReadAsync(Ct))
            {
                print.Add(reader.GetString(0));
            }

            print.Add("—");
        }

        return string.Join('\n', print);
    }
}
