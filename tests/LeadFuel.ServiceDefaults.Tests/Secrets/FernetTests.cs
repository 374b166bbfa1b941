using System.Text;
using CsCheck;
using LeadFuel.Secrets;
using LeadFuel.Testing;

namespace LeadFuel.ServiceDefaults.Tests.Secrets;

/// <summary>Vectors of the Fernet specification and of our own key derivation.</summary>
[Claim("T12")]
public sealed class FernetTests
{
    private const string OfficialKey = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private const string P = "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0O";
    private const string Valid =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    private static readonly byte[] Key = Bytes(OfficialKey);
    private static readonly byte[] Iv = [.. Enumerable.Range(0, 16).Select(n => (byte)n)];
    private static readonly byte[] Root = "test-secret-key-for-vectors-32b!"u8.ToArray();

    [Fact]
    public void The_specifications_vector_is_sealed_to_the_letter() =>
        Assert.Equal(Valid, Fernet.Seal(Key, "hello"u8, At(499162800), Iv));

    [Fact]
    public void The_specifications_vector_opens_within_its_minute() =>
        Assert.Equal(
            "hello",
            Text(Fernet.Open(Key, Valid, At(499162801), TimeSpan.FromSeconds(60)))
        );

    [Theory]
    [InlineData(
        "wrong MAC",
        P + "D3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==",
        499162801
    )]
    [InlineData("too short", P + "D3HkMATM5lFqGaerZ-fWPA==", 499162801)]
    [InlineData(
        "bad base64",
        "%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
        499162801
    )]
    [InlineData(
        "not a multiple of the block",
        P + "D3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm",
        499162801
    )]
    [InlineData(
        "bad padding",
        P + "Dz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==",
        499162801
    )]
    [InlineData(
        "far future",
        "gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==",
        499162801
    )]
    [InlineData(
        "expired",
        P + "D3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
        499162891
    )]
    [InlineData(
        "wrong IV",
        "gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==",
        499162801
    )]
    [InlineData("text after the padding", Valid + "trailingdata", 499162801)]
    [InlineData(
        "slash for underscore",
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ/eEwCGM4BLLF/5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==",
        499162801
    )]
    [InlineData("empty", "", 499162801)]
    public void Whatever_is_not_a_valid_token_is_refused_alike(string what, string token, long now)
    {
        var refused = Assert.Throws<FernetException>(() =>
            Fernet.Open(Key, token, At(now), TimeSpan.FromSeconds(60))
        );
        Assert.True(refused.Message == new FernetException().Message, what);
    }

    [Theory]
    [InlineData('*')]
    [InlineData('!')]
    [InlineData('?')]
    [InlineData('@')]
    [InlineData(' ')]
    [InlineData('\n')]
    public void A_stray_character_anywhere_is_refused(char stray)
    {
        for (var at = 0; at <= Valid.Length; at++)
        {
            Assert.Throws<FernetException>(() =>
                Fernet.Open(Key, Valid.Insert(at, stray.ToString()), At(499162801))
            );
        }
    }

    [Theory]
    [InlineData("orbit.oauth", "ada@example.com", "Yf60L9witAbDpncONMZChkwUkTbFgTMHKCF4j0Scxwo=")]
    [InlineData("orbit.oauth", "bob@example.com", "bck6a-cWpkejd2aSbtU9y071viPN0IjjEpz2HzsUD4k=")]
    [InlineData("signal.oauth", "ada@example.com", "dEG7xFQq_Zledv1PChnS_VatjTErKl8AxHkn9BKMjDA=")]
    [InlineData("core.secret", "ada@example.com", "E-40gGNKCHhV3e_G2R3O8-5k0wfeCaDtmaF2-jwdDtw=")]
    public void Each_purpose_and_account_has_its_own_key(
        string purpose,
        string account,
        string key
    ) => Assert.Equal(Bytes(key), SecretKeys.FernetKey(Root, purpose, account));

    [Theory]
    [InlineData(
        "orbit.oauth",
        "refresh-token-1",
        "gAAAAABpVbkAAAECAwQFBgcICQoLDA0OD8rKPsZr1TeJRIE3Ww0nHRDOMyB6vy_to2FzZoguLMmns7II_HC27DoEN2eaLKOdsw=="
    )]
    [InlineData(
        "orbit.oauth",
        "",
        "gAAAAABpVbkAAAECAwQFBgcICQoLDA0ODyWwtlA5-_lsg8fo17eqc91y4KlxFBYxExvekuMDqbuED3axk0ame0-Wq1waSTp9Xw=="
    )]
    [InlineData(
        "signal.oauth",
        "AQX-ünï",
        "gAAAAABpVbkAAAECAwQFBgcICQoLDA0OD-z5jLXa17do9d3OBAbnUSOUfIOCjJaWp26z37Ju0nAP0OuKFD9IS-MQw-OD6LKHVw=="
    )]
    public void Stored_secrets_are_sealed_to_the_letter(
        string purpose,
        string plain,
        string token
    ) =>
        Assert.Equal(
            token,
            Fernet.Seal(
                SecretKeys.FernetKey(Root, purpose, "ada@example.com"),
                Encoding.UTF8.GetBytes(plain),
                At(1767225600),
                Iv
            )
        );

    [Fact]
    public void Any_bytes_come_back_as_they_went_in() =>
        Gen
            .Byte.Array[0, 8192]
            .Sample(
                plain =>
                    Assert.Equal(
                        plain,
                        Fernet.Open(Key, Fernet.Seal(Key, plain, At(1767225600)), At(1767225600))
                    ),
                iter: 200
            );

    [Fact]
    public void Any_flipped_bit_is_refused() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, int.MaxValue])
            .Sample(
                (plain, at) =>
                {
                    var token = Bytes(Fernet.Seal(Key, plain, At(1767225600)));
                    token[at / 8 % token.Length] ^= (byte)(1 << (at % 8));
                    var changed = Convert.ToBase64String(token).Replace('+', '-').Replace('/', '_');
                    Assert.Throws<FernetException>(() => Fernet.Open(Key, changed, At(1767225600)));
                },
                iter: 1000
            );

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] Bytes(string base64Url) =>
        Convert.FromBase64String(base64Url.Replace('-', '+').Replace('_', '/'));
}
