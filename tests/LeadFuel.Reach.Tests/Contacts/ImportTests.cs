using System.Net;
using System.Text;
using System.Text.Json;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Contacts;

/// <summary>Whatever people paste or choose: each row is taken or told, and nothing breaks.</summary>
public sealed class ImportTests(Suite suite)
{
    [Fact]
    public async Task Imports_of_one_list_at_once_each_count_what_the_one_before_has_done()
    {
        var ada = await suite.SignUp();
        var rows = Enumerable.Range(0, 400).Select(i => $"p{i}@one.test,P{i},Hopper").ToList();
        string Csv(IEnumerable<string> of) =>
            "email,first_name,last_name\n" + string.Join('\n', of);
        var reversed = Enumerable.Reverse(rows);

        // In both directions: two that lock the same people in opposite order would wait for each other.
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    ada.Reach.Post("/imports", new { text = Csv(i % 2 == 0 ? rows : reversed) })
                )
        );

        var added = 0;
        foreach (var answer in answers)
        {
            added += (await answer.Json()).GetProperty("added").GetInt32();
        }

        Assert.Equal(400, added);
        Assert.Equal(
            400,
            (await ada.Reach.Json("/contact-fields")).GetProperty("contacts").GetInt32()
        );
    }

    [Fact]
    public async Task An_import_that_is_sent_twice_with_one_key_is_done_once()
    {
        var ada = await suite.SignUp();
        var key = Guid.CreateVersion7().ToString();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => ada.Reach.Post("/imports", new { text = "grace@one.test" }, key: key))
        );

        Assert.Contains(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers, answer => Assert.True((int)answer.StatusCode is 200 or 409));
        Assert.Single((await ada.Reach.Json("/imports")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("ada@one.test; grace@two.test; alan@three.test", 3)]
    [InlineData("Ada Lovelace <ada@one.test>\nGrace Hopper <grace@two.test>", 2)]
    [InlineData("ada@one.test\n\n\n  grace@two.test  \r\n", 2)]
    [InlineData("email\tname\nada@one.test\tAda Lovelace", 1)]
    [InlineData("ada+news@one.test\nADA+NEWS@ONE.TEST\nada@one.test", 2)]
    [InlineData("зоя@пример.test\njürgen@müller.test\n\"ada l\"@one.test\no'brien@one.test", 4)]
    [InlineData("name|email\n\"Lovelace, Ada\"|ada@one.test", 1)]
    public async Task What_people_paste_is_understood(string text, int people)
    {
        var ada = await suite.SignUp();

        var view = await (await ada.Reach.Post("/imports", new { text })).Json();

        Assert.Equal(
            (people, 0),
            (view.GetProperty("added").GetInt32(), view.GetProperty("rejected").GetInt32())
        );
        Assert.Equal(
            people,
            (await ada.Reach.Json("/contacts")).GetProperty("items").GetArrayLength()
        );
    }

    [Fact]
    public async Task Pasted_names_become_first_and_last_names()
    {
        var ada = await suite.SignUp();

        await ada.Reach.Post(
            "/imports",
            new { text = "\"Grace Brewster Hopper\" <grace@two.test>" }
        );

        var person = (await ada.Reach.Json("/contacts")).GetProperty("items")[0];
        Assert.Equal(
            ("Grace", "Brewster Hopper"),
            (person.Text("firstName"), person.Text("lastName"))
        );
    }

    [Theory]
    [InlineData("", "text")]
    [InlineData("  \n\n ", "text")]
    [InlineData("name,company\nAda,Engines", "mapping")]
    [InlineData("just some words", "mapping")]
    public async Task What_holds_no_address_is_refused_with_the_way_out(string text, string field)
    {
        var ada = await suite.SignUp();

        var problem = await (await ada.Reach.Post("/imports", new { text })).Problem(
            HttpStatusCode.BadRequest,
            "invalid"
        );

        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task A_column_that_is_called_otherwise_is_named_by_the_person()
    {
        var ada = await suite.SignUp();
        const string text = "Kontakt,Wer\nada@one.test,Ada";

        var view = await (
            await ada.Reach.Post(
                "/imports",
                new
                {
                    text,
                    mapping = new Dictionary<string, string>
                    {
                        ["Kontakt"] = "email",
                        ["Wer"] = "first_name",
                    },
                }
            )
        ).Json();

        Assert.Equal(1, view.GetProperty("added").GetInt32());
        Assert.Equal(
            "Ada",
            (await ada.Reach.Json("/contacts")).GetProperty("items")[0].Text("firstName")
        );
    }

    [Fact]
    public async Task A_bad_row_is_told_with_its_line_and_column_and_stops_no_other()
    {
        var ada = await suite.SignUp();
        var text = $"""
            email,note
            ada@one.test,"Says ""hello""
            and more"
            nobody,x
            ,y
            grace@two.test,{new string('x', 1001)}
            alan@three.test,
            """;

        var view = await (await ada.Reach.Post("/imports", new { text })).Json();

        Assert.Equal(2, view.GetProperty("added").GetInt32());
        Assert.Equal(
            [(4, "email"), (5, "email"), (6, "note")],
            view.GetProperty("rejections")
                .EnumerateArray()
                .Select(r => (r.GetProperty("line").GetInt32(), r.Text("column")))
        );
    }

    [Fact]
    public async Task A_file_that_is_too_large_broken_or_no_table_at_all_is_a_clear_problem()
    {
        var ada = await suite.SignUp();
        var big =
            "email\n"
            + string.Join('\n', Enumerable.Range(0, 60_000).Select(i => $"person{i}@one.test"));
        byte[] picture =
        [
            0x89,
            0x50,
            0x4E,
            0x47,
            0x0D,
            0x0A,
            0x1A,
            0x0A,
            0,
            0,
            0,
            0xFF,
            0xFE,
            0x80,
        ];

        await (await ada.Reach.Post("/imports", new { text = big })).Problem(
            HttpStatusCode.RequestEntityTooLarge,
            "too-large"
        );
        await (await ada.Reach.Post("/imports", new { base64 = "not base 64" })).Problem(
            HttpStatusCode.BadRequest
        );
        await (
            await ada.Reach.Post("/imports", new { base64 = Convert.ToBase64String(picture) })
        ).Problem(HttpStatusCode.BadRequest);
        await (
            await ada.Reach.Post(
                "/imports",
                new StringContent("[1", Encoding.UTF8, "application/json")
            )
        ).Problem(HttpStatusCode.BadRequest);
        Assert.Empty((await ada.Reach.Json("/contacts")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("utf-8", 1)]
    [InlineData("utf-16", 1)]
    [InlineData("utf-8", 25_000)]
    public async Task A_file_with_a_card_number_is_refused_with_its_line_and_nobody_comes_in(
        string encoding,
        int people
    )
    {
        var ada = await suite.SignUp();
        var rows = Enumerable.Range(0, people).Select(i => $"person-{i}@one.test,Person {i}");
        var text = $"email,note\n{string.Join('\n', rows)}\ngrace@one.test,4242 4242 4242 4242\n";
        var written = Encoding.GetEncoding(encoding);
        byte[] file = [.. written.GetPreamble(), .. written.GetBytes(text)];

        foreach (var dryRun in (bool[])[true, false])
        {
            var problem = await (
                await ada.Reach.Post(
                    "/imports",
                    new { base64 = Convert.ToBase64String(file), dryRun }
                )
            ).Problem(HttpStatusCode.UnprocessableEntity, "card-number");
            Assert.StartsWith($"Line {people + 2} ", problem.Text("detail"));
        }

        await (await ada.Reach.Post("/imports", new { text })).Problem(
            HttpStatusCode.UnprocessableEntity,
            "card-number"
        );
        Assert.Empty((await ada.Reach.Json("/contacts")).GetProperty("items").EnumerateArray());
        Assert.Empty((await ada.Reach.Json("/imports")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_full_mebibyte_comes_in()
    {
        var ada = await suite.SignUp();
        var text = new StringBuilder("email,first_name\n");
        for (var i = 0; text.Length < 1024 * 1024 - 60; i++)
        {
            text.Append($"person-{i}@one.test,Person {i}\n");
        }

        var view = await (await ada.Reach.Post("/imports", new { text = text.ToString() })).Json();

        Assert.Equal(view.GetProperty("rows").GetInt32(), view.GetProperty("added").GetInt32());
    }

    [Fact]
    public async Task A_person_of_a_domain_of_another_alphabet_is_one_however_it_is_written()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        foreach (var member in (Member[])[ada, eve])
        {
            await Stage.Change(
                suite,
                member,
                async db =>
                {
                    db.Contacts.Add(
                        new LeadFuel.Reach.Contacts.Contact { Email = "grace@bücher.test" }
                    );
                    await Task.CompletedTask;
                }
            );
        }

        var first = await (
            await ada.Reach.Post(
                "/imports",
                new
                {
                    text = "email,first_name\ngrace@bücher.test,Grace\nada@xn--bcher-kva.test,Ada",
                }
            )
        ).Json();
        var again = await (
            await ada.Reach.Post(
                "/imports",
                new
                {
                    text = "email,first_name\ngrace@xn--bcher-kva.test,Grace\nada@BÜCHER.test,Ada",
                }
            )
        ).Json();

        Assert.Equal(
            (1, 1),
            (first.GetProperty("added").GetInt32(), first.GetProperty("changed").GetInt32())
        );
        Assert.Equal(2, again.GetProperty("duplicates").GetInt32());
        foreach (var words in (string[])["bücher.test", "xn--bcher-kva.test"])
        {
            Assert.Equal(
                ["ada@xn--bcher-kva.test", "grace@xn--bcher-kva.test"],
                (await ada.Reach.Json($"/contacts?q={Uri.EscapeDataString(words)}"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(one => one.Text("email"))
            );
        }

        Assert.Equal(
            "grace@bücher.test",
            Assert
                .Single((await eve.Reach.Json("/contacts")).GetProperty("items").EnumerateArray())
                .Text("email")
        );
    }
}
