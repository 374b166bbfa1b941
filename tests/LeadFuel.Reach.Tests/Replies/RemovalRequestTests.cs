using LeadFuel.Reach.Replies;

namespace LeadFuel.Reach.Tests.Replies;

public sealed class RemovalRequestTests
{
    [Theory]
    [InlineData("Please remove me.")]
    [InlineData("STOP")]
    [InlineData("Unsubscribe me please!")]
    [InlineData("Take me off your list, thanks")]
    [InlineData("Stop emailing us.\nRegards\nGrace")]
    [InlineData("Don’t contact me again")]
    [InlineData("Stop sending these mails to me. I will be back on Friday, then call.")]
    [InlineData("Please stop writing!")]
    [InlineData("Bitte nehmen Sie mich aus dem Verteiler.")]
    [InlineData("Keine Mails mehr!")]
    [InlineData("Merci de me désinscrire.")]
    [InlineData("Quiero darme de baja")]
    [InlineData("Cancellatemi dalla lista")]
    [InlineData("Por favor remova-me")]
    [InlineData("Haal me van de lijst")]
    [InlineData("Proszę mnie wypisać")]
    public void A_person_who_asks_for_no_more_mail_is_understood(string text) =>
        Assert.True(RemovalRequest.In(text));

    [Theory]
    [InlineData("Yes, let us talk.")]
    [InlineData("We cannot stop the line, but call me.")]
    [InlineData("How do I remove the pump?")]
    [InlineData("Don't contact me before Friday, then call me")]
    [InlineData("Please do not write to me until the audit is over.")]
    [InlineData("Stop sending this to Ann, send it to me")]
    [InlineData("Stop sending these mails to Ann, she has left.")]
    [InlineData("Take me through it on Monday.")]
    [InlineData("Take me out for lunch.")]
    [InlineData("Sure.\n> To take me off: unsubscribe me")]
    [InlineData("Sure.\n\nOn Tuesday, Ada wrote:\nunsubscribe me")]
    [InlineData("")]
    public void Others_are_not(string text) => Assert.False(RemovalRequest.In(text));
}
