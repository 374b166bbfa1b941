using CsCheck;
using LeadFuel.Prompts;
using LeadFuel.Scope.Prompts;

namespace LeadFuel.Scope.Tests.Prompts;

public sealed class PersonalTextTests
{
    [Theory]
    [InlineData("+49 30 901820")]
    [InlineData("call 0041 44 668 18 00 now")]
    [InlineData("(030) 901 820-12")]
    [InlineData("415-555-2671")]
    [InlineData("４１５-５５５-２６７１")]
    [InlineData("joe at example dot com")]
    [InlineData("joe ((at)) example.com")]
    [InlineData("x)I@[abc@def>GZ@j=f_~V")]
    public void Phone_numbers_and_spoken_addresses_are_masked(string text)
    {
        Assert.True(PersonalText.In(text));
        Assert.False(PersonalText.In(PersonalText.Mask(text).Text));
    }

    [Theory]
    [InlineData("80 to 400 employees, best 120-250")]
    [InlineData("since 2024-05-21 and until 01.02.2026")]
    [InlineData("1,871,940 rows for 1.200.000 euro")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("meet @ the fair, look at the price")]
    [InlineData("Series B or later, 18 months, 3.5 % churn")]
    public void Look_alikes_stay_as_they_are(string text)
    {
        Assert.False(PersonalText.In(text));
        Assert.Equal(text, PersonalText.Mask(text).Text);
    }

    [Fact]
    [Claim("T15")]
    public void No_masked_text_holds_a_planted_address_wherever_it_stands() =>
        Gen.Select(
                Gen.String[Gen.Char.AlphaNumeric, 1, 20],
                Gen.String[Gen.Char.AlphaNumeric, 1, 20],
                Gen.String[0, 40],
                Gen.String[0, 40]
            )
            .Sample(
                (name, host, before, after) =>
                {
                    var address = $"{name}@{host}.example";
                    var masked = PersonalText.Mask($"{before} {address} {after}").Text;
                    Assert.DoesNotContain(address, masked);
                    Assert.False(PersonalText.In(masked));
                },
                iter: 2_000
            );
}
