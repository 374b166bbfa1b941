using LeadFuel.Admin.Accounts;
using LeadFuel.Admin.Pages;

namespace LeadFuel.Admin.Operators;

/// <summary>Stands in front of an act that lacks a reason or a code of just now. What was typed is kept in the form and goes on with it.</summary>
internal static class AskPage
{
    public const string Code = "gate-code";
    public const string Reason = "gate-reason";

    /// <summary>Stands in front of a page about customers. Once said, it leads back there.</summary>
    public static IResult BeforeReading(SignedIn who) =>
        Page.Of(
            "What are you working on?",
            who,
            $"<h1>What are you working on?</h1><p>It stands in the log beside everything about customers that you open.</p>{AccountsPage.Working(who)}"
        );

    public static IResult Of(
        HttpRequest request,
        IFormCollection form,
        SignedIn? who,
        bool reason,
        bool code,
        SecondFactor.Wrong? wrong
    )
    {
        var kept = string.Concat(
            form.Where(field => field.Key is not (Code or Reason))
                .SelectMany(field => field.Value.Select(value => (field.Key, value)))
                .Select(field =>
                    $"""<input type="hidden" name="{Page.E(field.Key)}" value="{Page.E(field.value)}">"""
                )
        );
        var why = reason
            ? $"""<label>Reason or ticket <input name="{Reason}" minlength="{Operators.Reason.Min}" maxlength="{Operators.Reason.Max}" required autofocus></label>"""
            : "";
        var digits = code
            ? $"""<label>Code of your authenticator <input name="{Code}" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required{(
                reason ? "" : " autofocus"
            )}></label>"""
            : "";
        var alert = wrong is null
            ? ""
            : $"""<p role="alert">{Page.E(wrong.Title)} {Page.E(wrong.Detail)}</p>""";
        return Page.Of(
            "Before this act",
            who,
            $"""
            <h1>Before this act</h1>
            <p>Nothing is done yet. What you typed is kept and goes on with the button.</p>
            {alert}
            <form method="post" action="{Page.E(
                request.Path
            )}">{kept}{why}{digits}<button>Go on</button></form>
            """,
            wrong?.Status ?? StatusCodes.Status401Unauthorized
        );
    }
}
