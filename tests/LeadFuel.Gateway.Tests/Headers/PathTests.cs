using CsCheck;
using LeadFuel.Gateway.Headers;

namespace LeadFuel.Gateway.Tests.Headers;

public sealed class PathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/reach/campaigns/0199?after=a%2Fb&x=..//")]
    [InlineData("/scope/icps/1/answers")]
    [InlineData("/assets/app-1_2.x~@3.js")]
    [InlineData("/name/Zo%C3%AB")]
    public void A_plain_path_passes(string raw) => Assert.True(RequestCheck.Plain(raw));

    [Theory]
    [InlineData("")]
    [InlineData("api")]
    [InlineData("http://elsewhere/api")]
    [InlineData("/api/../admin")]
    [InlineData("/api/./admin")]
    [InlineData("/api/..%2f..%2fapi/admin")]
    [InlineData("/api/%2e%2e/admin")]
    [InlineData("/api/%252e%252e/admin")]
    [InlineData("/api/..\\admin")]
    [InlineData("/api/%5c..%5cadmin")]
    [InlineData("//api/admin")]
    [InlineData("/api//admin")]
    [InlineData("/api/..;/admin")]
    [InlineData("/api/%3b")]
    [InlineData("/api/%00")]
    [InlineData("/api/%0d%0aX: y")]
    [InlineData("/api/%7f")]
    [InlineData("/api/%zz")]
    [InlineData("/api/%2")]
    public void A_path_that_two_programs_could_read_differently_is_refused(string raw) =>
        Assert.False(RequestCheck.Plain(raw));

    [Fact]
    public void A_path_of_more_than_2048_characters_is_refused() =>
        Assert.False(RequestCheck.Plain("/" + new string('a', 2048)));

    [Fact]
    public void What_passes_is_read_alike_by_the_platform() =>
        Gen.Char["/.%25eEfFaA5c2-_~@;\\"]
            .Array[0, 12]
            .Sample(
                letters =>
                {
                    var raw = "/" + new string(letters);
                    if (RequestCheck.Plain(raw))
                    {
                        var read = new Uri("http://x" + raw).AbsolutePath;
                        Assert.Equal(Uri.UnescapeDataString(raw), Uri.UnescapeDataString(read));
                        Assert.Equal(raw.Count(c => c == '/'), read.Count(c => c == '/'));
                    }
                },
                iter: 20_000
            );
}
