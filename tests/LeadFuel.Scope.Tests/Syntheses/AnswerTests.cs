using System.Text.Json;
using LeadFuel.Prompts;
using LeadFuel.Providers;
using LeadFuel.Scope.Prompts;
using LeadFuel.Scope.Providers.Anthropic;
using LeadFuel.Scope.Versions;

namespace LeadFuel.Scope.Tests.Syntheses;

public sealed class AnswerTests : IAsyncDisposable
{
    private readonly PlayedClaude played = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IcpPrompt Prompt =>
        PlayedClaude.Prompt(
            ("offer", "We close the books of payment companies in four days."),
            ("firmographics", "Payments and lending, 80 to 400 employees, Germany & the Nordics."),
            ("exclusions", "Banks with a licence of their own never buy.")
        );

    [Fact]
    public async Task Every_stored_quote_stands_in_its_source()
    {
        await played.Break("false_quote", times: 1);
        var prompt = Prompt;
        var answer = new IcpAnswer(PlayedClaude.SourcesOf(prompt));
        answer.Add((await played.Ask(prompt, Ct)).Text);

        var (document, dropped) = answer.Whole();

        Assert.Equal(1, dropped);
        var quotes = document
            .Sections.SelectMany(section => section.Claims)
            .SelectMany(claim => claim.Citations)
            .ToList();
        Assert.NotEmpty(quotes);
        Assert.All(
            quotes,
            quote =>
                Assert.Contains(
                    quote.Quote,
                    Citations.Fold(
                        document.Sources.Single(source => source.Id == quote.Source).Text
                    )
                )
        );
        Assert.All(
            document.Sections.SelectMany(section => section.Claims),
            claim => Assert.Equal(claim.Citations.Count == 0, claim.Assumption)
        );
    }

    [Fact]
    public async Task Told_piece_by_piece_it_is_the_same_document_once()
    {
        var prompt = Prompt;
        var text = (await played.Ask(prompt, Ct)).Text;
        var answer = new IcpAnswer(PlayedClaude.SourcesOf(prompt));
        var told = new List<AnswerPart>();
        foreach (var letter in text.Chunk(7))
        {
            answer.Add(new string(letter));
            told.AddRange(answer.News());
        }

        var whole = answer
            .Whole()
            .Document.Sections.SelectMany(section => section.Claims)
            .Select(claim => claim.Text);

        Assert.Equal(
            whole,
            told.Where(part => part.Kind == "claim").Select(part => part.Claim!.Text)
        );
        Assert.Equal(
            IcpForm.Lists,
            told.Where(part => part.Kind == "done").Select(part => part.List)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"summary\":[]}")]
    [InlineData("{\"summary\":[{\"text\":1}]}")]
    public void An_answer_that_does_not_fit_the_form_is_no_document(string text)
    {
        var answer = new IcpAnswer([]);
        answer.Add(text);

        Assert.Throws<AnswerInvalidException>(() => answer.Whole());
    }

    [Theory]
    [InlineData("unauthorized", 401, 1)]
    [InlineData("billing", 402, 1)]
    [InlineData("spend_limit", 429, 1)]
    public async Task A_refusal_that_waiting_cannot_mend_is_not_repeated(
        string fault,
        int status,
        int calls
    )
    {
        await played.Break(fault);

        var refused = await Assert.ThrowsAsync<ProviderRefusedException>(() =>
            played.Ask(Prompt, Ct)
        );

        Assert.Equal(status, (int)refused.Status);
        Assert.Equal(calls, (await played.Sent()).Count);
    }

    [Theory]
    [InlineData("server_error")]
    [InlineData("overloaded")]
    [InlineData("bad_gateway")]
    [InlineData("rate_limit")]
    public async Task Trouble_before_the_first_byte_is_tried_three_times_at_most(string fault)
    {
        await played.Break(fault);
        var asked = played.Ask(Prompt, Ct);
        await Until(asked);

        await Assert.ThrowsAsync<ProviderRefusedException>(() => asked);

        Assert.Equal(3, (await played.Sent()).Count);
    }

    [Fact]
    public async Task Overload_that_passes_costs_nobody_anything()
    {
        await played.Break("overloaded", times: 1);
        var asked = played.Ask(Prompt, Ct);
        await Until(asked);

        Assert.Equal("end_turn", (await asked).StopReason);
    }

    [Theory]
    [InlineData("cut_stream")]
    [InlineData("stream_error")]
    public async Task A_stream_without_its_end_is_no_answer(string fault)
    {
        await played.Break(fault, times: 1);

        await Assert.ThrowsAsync<AnswerCutException>(() => played.Ask(Prompt, Ct));

        Assert.Single(await played.Sent());
    }

    [Fact]
    public async Task Silence_is_given_up_after_thirty_seconds_and_not_repeated()
    {
        await played.Break("hang", times: 1);
        var asked = played.Ask(Prompt, Ct);
        await Until(asked);

        var refused = await Assert.ThrowsAsync<ProviderRefusedException>(() => asked);

        Assert.Equal("silent", refused.Code);
        Assert.Single(await played.Sent());
    }

    [Theory]
    [InlineData("max_tokens", "max_tokens")]
    [InlineData("refusal", "refusal")]
    public async Task Why_the_model_stopped_is_known(string fault, string reason)
    {
        await played.Break(fault, times: 1);

        Assert.Equal(reason, (await played.Ask(Prompt, Ct)).StopReason);
    }

    public ValueTask DisposeAsync() => played.DisposeAsync();

    // The client's clock is moved; the Sandbox has its own.
    private async Task Until(Task asked)
    {
        while (!asked.IsCompleted)
        {
            await Task.WhenAny(asked, Task.Delay(50, Ct));
            played.Clock.Advance(TimeSpan.FromSeconds(2));
        }
    }
}
