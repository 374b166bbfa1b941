using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeadFuel.Testing;

namespace LeadFuel.House.Tests.Conventions;

/// <summary>What is agreed about the sources themselves, so that nobody has to remember it.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 400;

    // Stories of one room stay together.
    private const int LongestTest = 500;

    // 200 is the aim; what reads better in one piece may be longer, but not by much.
    private const int LongestSlice = 300;

    private static readonly string[] Folders =
    [
        "LeadFuel.AppHost",
        "LeadFuel.ServiceDefaults",
        "gateway",
        "hosting",
        "services",
        "tests",
    ];

    private static readonly string[] Services =
    [
        "Core",
        "Scope",
        "Reach",
        "Signal",
        "Orbit",
        "Admin",
    ];

    private static IEnumerable<string> Code =>
        Folders
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal));

    private static IEnumerable<string> Product =>
        Code.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal));

    [Fact]
    public void No_file_is_too_long_to_be_read_in_one_go()
    {
        var long_ = Code.Select(file => (File: file, Lines: Lines(file)))
            .Where(file =>
                file.Lines
                    > (
                        file.File.StartsWith("tests/", StringComparison.Ordinal)
                            ? LongestTest
                            : LongestFile
                    )
                || (
                    file.Lines > LongestSlice
                    && Repository
                        .Text(file.File)
                        .Contains("static void Map(RouteGroupBuilder", StringComparison.Ordinal)
                )
            );

        Assert.Empty(long_);
    }

    [Fact]
    public void Nothing_is_put_off_in_a_comment() =>
        Assert.DoesNotContain(Code, file => PutOff().IsMatch(Repository.Text(file)));

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        // Aspire's own names, which the stand-in keeps.
        string[] aspire = ["ResourceNotificationService"];
        var names = Product
            .SelectMany(file => Declared().Matches(Repository.Text(file)))
            .Select(match => match.Groups[1].Value)
            .Except(aspire)
            .Where(name => Empty().IsMatch(name));

        Assert.Empty(names);
    }

    [Fact]
    public void Own_methods_carry_no_async_suffix()
    {
        // What frameworks call by this name.
        string[] frameworks =
        [
            "BindAsync",
            "CheckHealthAsync",
            "DisposeAsync",
            "ExecuteAsync",
            "GetAuthorizationTokenAsync",
            "InvokeAsync",
            "ResolveDestinationsAsync",
            "StartAsync",
            "StopAsync",
            "TransactionStartedAsync",
            "UpgradeAsync",
        ];
        var found = Product
            .Where(file =>
                !file.StartsWith("hosting/", StringComparison.Ordinal)
                && !file.StartsWith("services/Sandbox/", StringComparison.Ordinal)
            )
            .SelectMany(file =>
                AsyncMethod()
                    .Matches(Repository.Text(file))
                    .Where(match => !match.Value.Contains(" override ", StringComparison.Ordinal))
                    .Select(match => $"{file}: {match.Groups[1].Value}")
            )
            .Where(line => !frameworks.Contains(line.Split(": ")[1]));

        Assert.Empty(found);
    }

    [Fact]
    public void No_folder_is_a_drawer_for_everything()
    {
        string[] drawers =
        [
            "Common",
            "Shared",
            "Utils",
            "Helpers",
            "Extensions",
            "Models",
            "Interfaces",
        ];

        Assert.DoesNotContain(Product, file => file.Split('/')[..^1].Any(drawers.Contains));
    }

    [Fact]
    public void A_service_knows_the_others_by_their_protos_only()
    {
        var faults = new List<string>();
        foreach (var service in Services)
        {
            var file = $"services/{service}/LeadFuel.{service}.csproj";
            var project = XDocument.Parse(Repository.Text(file));
            faults.AddRange(
                project
                    .Descendants("ProjectReference")
                    .Select(other => $"{file} references {other}")
            );
            foreach (var proto in project.Descendants("Protobuf"))
            {
                var from = (string?)proto.Attribute("Include") ?? "";
                var foreign = from.StartsWith("../", StringComparison.Ordinal);
                if ((string?)proto.Attribute("Access") != "Internal")
                {
                    faults.Add($"{file}: {from} is not internal");
                }

                if (foreign && (string?)proto.Attribute("GrpcServices") != "Client")
                {
                    faults.Add($"{file}: {from} is served by somebody else");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    [Claim("K4")]
    public void No_service_speaks_http_to_another()
    {
        var clients = Product.Where(file =>
            !file.StartsWith("services/Sandbox/", StringComparison.Ordinal)
            && !file.StartsWith("hosting/", StringComparison.Ordinal)
            && HttpClientMade().IsMatch(Repository.Text(file))
        );
        Assert.Equal(["LeadFuel.ServiceDefaults/Providers/ProviderRegistration.cs"], clients);

        var addresses = Product
            .Where(file => !file.StartsWith("gateway/", StringComparison.Ordinal))
            .SelectMany(file => ServiceAddress().Matches(Repository.Text(file)))
            .Select(match => match.Value)
            .Distinct();
        Assert.All(
            addresses,
            address => Assert.StartsWith("http://_grpc.", address, StringComparison.Ordinal)
        );
    }

    [Fact]
    [Claim("T20")]
    public void Mail_leaves_through_resend_and_by_no_other_way()
    {
        var packages = XDocument
            .Parse(Repository.Text("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(package => (string)package.Attribute("Include")!)
            .Where(name => MailPackage().IsMatch(name));
        Assert.Empty(packages);

        // What would send mail is in no file.
        Assert.DoesNotContain(Product, file => MailSender().IsMatch(Repository.Text(file)));
    }

    [Fact]
    public void Request_messages_name_no_account()
    {
        // Directories and operators' acts, which are about accounts by their nature.
        string[] listed =
        [
            "ArchiveRequest.only_account",
            "JobsRequest.account_email",
            "SwitchRequest.account_email",
            "StartRequest.account",
        ];
        var faults = new List<string>();
        foreach (
            var file in Folders.SelectMany(folder => Repository.Files(folder, ".proto")).ToList()
        )
        {
            var text = Repository.Text(file);
            var package = Package().Match(text).Groups[1].Value;
            if (!PackageName().IsMatch(package))
            {
                faults.Add($"{file}: package {package}");
            }

            foreach (Match message in RequestMessage().Matches(text))
            {
                faults.AddRange(
                    AccountField()
                        .Matches(message.Groups[2].Value)
                        .Select(field => $"{message.Groups[1].Value}.{field.Groups[1].Value}")
                        .Except(listed)
                        .Select(field => $"{file}: {field}")
                );
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static int Lines(string file) => Repository.Text(file).Count(c => c == '\n');

    [GeneratedRegex(@"//.*\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b")]
    private static partial Regex PutOff();

    [GeneratedRegex(@"(?:class|struct|interface|enum|record)\s+([A-Z]\w*)")]
    private static partial Regex Declared();

    [GeneratedRegex(
        "(Manager|Helpers?|Utils?|Utility|Service|Processor|Impl|Info|Dto|Entity|Base)$"
    )]
    private static partial Regex Empty();

    [GeneratedRegex(@"(?:public|internal|private|protected)[\w\s<>?,\[\]()]*?Task\S* (\w+Async)\(")]
    private static partial Regex AsyncMethod();

    [GeneratedRegex(@"\.AddHttpClient[<(]|new HttpClient\(|new SocketsHttpHandler")]
    private static partial Regex HttpClientMade();

    [GeneratedRegex(
        @"https?://(?:_grpc\.)?(?:core|scope|reach|signal|orbit|admin|gateway|\{\w*service\w*\})"
    )]
    private static partial Regex ServiceAddress();

    [GeneratedRegex("(?i)mailkit|sendgrid|postmark|mailgun|smtp")]
    private static partial Regex MailPackage();

    [GeneratedRegex("SmtpClient|MailKit")]
    private static partial Regex MailSender();

    [GeneratedRegex(@"package ([\w.]+);")]
    private static partial Regex Package();

    [GeneratedRegex(@"^leadfuel\.[a-z]+\.v[0-9]+$")]
    private static partial Regex PackageName();

    [GeneratedRegex(@"message (\w+Request)\s*\{([^}]*)\}")]
    private static partial Regex RequestMessage();

    [GeneratedRegex(@"\b(\w*account\w*)\s*=\s*\d+")]
    private static partial Regex AccountField();
}
