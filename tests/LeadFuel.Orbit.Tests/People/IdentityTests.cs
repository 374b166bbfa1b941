using CsCheck;
using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Tests.People;

public sealed class IdentityTests
{
    private static readonly string[] Names =
    [
        "Ines Haddad",
        "Ines B. Haddad",
        "Ines C. Haddad",
        "Jonas Feld",
        "",
    ];
    private static readonly string[] Emails =
    [
        "ines@kestrelpay.com",
        "i.haddad@kestrelpay.com",
        "ines@kestrelpay.no",
        "ines@gmail.com",
        "jonas@feld.de",
    ];

    private static readonly Gen<Identity.Known> Someone = Gen.Select(
        Gen.Int[0, Names.Length - 1],
        Gen.Int[0, Emails.Length - 1].Array[1, 3],
        (name, emails) => new Identity.Known(Names[name], [.. emails.Select(at => Emails[at])])
    );

    [Fact]
    public void A_name_alone_never_joins_two() =>
        Gen.Select(Gen.Int[0, Names.Length - 1].Select(at => Names[at]), Gen.Bool)
            .Sample(
                (name, rare) =>
                    Assert.True(
                        Identity
                            .Between(
                                new(name, ["ines@kestrelpay.com"]),
                                new(name, ["i.haddad@kestrelpay.com"]),
                                replyToPair: false,
                                sameThread: false,
                                rare
                            )
                            .Sum(one => one.Weight) < Identity.Joins
                    )
            );

    [Fact]
    public void Evidence_is_the_same_from_either_side() =>
        Gen.Select(Someone, Someone, Gen.Bool, Gen.Bool, Gen.Bool)
            .Sample(
                (one, other, reply, thread, rare) =>
                    Assert.Equal(
                        Identity.Between(one, other, reply, thread, rare).Sum(e => e.Weight),
                        Identity.Between(other, one, reply, thread, rare).Sum(e => e.Weight)
                    )
            );

    [Theory]
    [InlineData(" Ines@KestrelPay.COM ", "ines@kestrelpay.com")]
    [InlineData("ines+news@gmail.com", "ines@gmail.com")]
    [InlineData("ines+news@kestrelpay.com", "ines+news@kestrelpay.com")]
    [InlineData("ines@münchen.de", "ines@xn--mnchen-3ya.de")]
    [InlineData("ｉｎｅｓ@kestrelpay.com", "ines@kestrelpay.com")]
    [InlineData("/o=ExchangeLabs/cn=Recipients", null)]
    [InlineData("ines@", null)]
    public void An_address_is_compared_in_one_form(string given, string? normal) =>
        Assert.Equal(normal, EmailAddress.Normal(given));

    [Theory]
    [InlineData("mail.fjordline.no", "fjordline")]
    [InlineData("kestrelpay.co.uk", "kestrelpay")]
    [InlineData("gmail.com", "")]
    public void A_company_is_read_from_its_domain(string domain, string company) =>
        Assert.Equal(company, EmailAddress.Company(domain));
}
