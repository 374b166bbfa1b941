using LeadFuel.Reach.Replies;

namespace LeadFuel.Reach.Tests.Replies;

public sealed class AutomaticMailTests
{
    // A Tuesday.
    private static readonly DateTimeOffset Received = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static string? Because(
        string subject,
        string from = "g@x.test",
        params (string, string)[] headers
    ) => AutomaticMail.Because(headers.ToDictionary(h => h.Item1, h => h.Item2), from, subject);

    [Theory]
    [InlineData("auto-submitted", "auto-replied")]
    [InlineData("Auto-Submitted", "auto-generated; x=1")]
    [InlineData("X-Autoreply", "yes")]
    [InlineData("x-autorespond", "Re: your mail")]
    [InlineData("PRECEDENCE", "auto_reply")]
    [InlineData("Precedence", "bulk")]
    [InlineData("Content-Type", "multipart/report; report-type=delivery-status")]
    [InlineData("Return-Path", "<>")]
    public void A_header_tells_a_machine(string name, string value) =>
        Assert.NotNull(Because("Re: A question", headers: (name, value)));

    [Theory]
    [InlineData("Automatic reply: A question")]
    [InlineData("Out of office: A question")]
    [InlineData("Re: Out of the office")]
    [InlineData("OOO until Monday")]
    [InlineData("Automatische Antwort: Eine Frage")]
    [InlineData("Abwesenheitsnotiz")]
    [InlineData("Abwesenheit bis 3.12.")]
    [InlineData("Urlaubsabwesenheit")]
    [InlineData("AW: Nicht im Büro")]
    [InlineData("Réponse automatique : Une question")]
    [InlineData("Absent du bureau")]
    [InlineData("Respuesta automática: Una pregunta")]
    [InlineData("Fuera de la oficina")]
    [InlineData("Risposta automatica: Una domanda")]
    [InlineData("Fuori sede fino al 3 dicembre")]
    [InlineData("Resposta automática: Uma pergunta")]
    [InlineData("Fora do escritório")]
    [InlineData("Automatisch antwoord: Een vraag")]
    [InlineData("Afwezig")]
    [InlineData("Automatyczna odpowiedź: Pytanie")]
    [InlineData("Nieobecność w biurze")]
    public void A_subject_tells_a_machine_in_eight_languages(string subject) =>
        Assert.NotNull(Because(subject));

    [Theory]
    [InlineData("Re: A question")]
    [InlineData("Re: Who covers for you when you are out of office?")]
    [InlineData("Office hours")]
    [InlineData("AW: Ihre Frage")]
    [InlineData("Re: vacation rentals")]
    [InlineData("AW: Abwesenheitsverwaltung ohne Excel")]
    public void A_person_is_taken_for_a_person(string subject) =>
        Assert.Null(Because(subject, headers: ("Auto-Submitted", "no")));

    [Theory]
    [InlineData("Re: Out of office cover", "Out of office cover", false)]
    [InlineData("AW: Re: Abwesenheit im Team", "Abwesenheit im Team", false)]
    [InlineData("Out of office: Out of office cover", "Out of office cover", true)]
    [InlineData("Out of office", "A question", true)]
    public void Our_own_subject_is_no_machines_word(
        string subject,
        string answered,
        bool machine
    ) =>
        Assert.Equal(
            machine,
            AutomaticMail.Because(new Dictionary<string, string>(), "g@x.test", subject, answered)
                is not null
        );

    [Fact]
    public void A_mail_server_is_no_person() =>
        Assert.NotNull(Because("Undelivered", "MAILER-DAEMON@mx.test"));

    [Theory]
    [InlineData("I am back on 2026-12-03.", "2026-12-03")]
    [InlineData("I am out until 3 December 2026 and read my mail then.", "2026-12-03")]
    [InlineData("Away from November 25 to December 3rd.", "2026-12-03")]
    [InlineData("Ich bin vom 25.11. bis 3.12.2026 nicht im Haus.", "2026-12-03")]
    [InlineData("Bin ab dem 3. Dezember wieder da.", "2026-12-03")]
    [InlineData("Je serai de retour le 3 décembre.", "2026-12-03")]
    [InlineData("Vuelvo el 3 de diciembre de 2026.", "2026-12-03")]
    [InlineData("Torno il 3 dicembre.", "2026-12-03")]
    [InlineData("Volto em 3 de dezembro.", "2026-12-03")]
    [InlineData("Ik ben terug op 3 december.", "2026-12-03")]
    [InlineData("Wracam 3 grudnia.", "2026-12-03")]
    [InlineData("Back 12/28/2026", "2026-12-28")]
    [InlineData("Back on 7 January", "2027-01-07")]
    [InlineData("I am away.", null)]
    [InlineData("Call 030 12.34 or room 99/99.", null)]
    [InlineData("Back soon.\n> On 3 December 2026 you wrote", null)]
    public void The_day_of_return_is_read(string text, string? day) =>
        Assert.Equal(day, ReturnDay.Named(text, Received)?.ToString("yyyy-MM-dd", null));

    [Fact]
    public void The_hold_ends_one_business_day_after_the_return_or_after_five()
    {
        // Thursday the 3rd, so Friday the 4th.
        Assert.Equal(
            new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero),
            ReturnDay.HoldUntil("Back on 3 December.", Received)
        );
        // Tuesday, so Tuesday a week later.
        Assert.Equal(Received.AddDays(7), ReturnDay.HoldUntil("I am away.", Received));
    }
}
