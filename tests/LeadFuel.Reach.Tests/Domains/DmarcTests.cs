using System.Net;
using System.Net.Sockets;
using DnsClient;
using LeadFuel.Reach.Domains;

namespace LeadFuel.Reach.Tests.Domains;

public sealed class DmarcTests
{
    [Fact]
    public async Task A_name_server_that_does_not_answer_is_told_apart_from_not_having_looked()
    {
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = Assert.IsType<IPEndPoint>(silent.Client.LocalEndPoint).Port;
        var dmarc = new Dmarc(
            new LookupClient(
                new LookupClientOptions(new IPEndPoint(IPAddress.Loopback, port))
                {
                    Timeout = TimeSpan.FromMilliseconds(200),
                    Retries = 0,
                }
            )
        );

        Assert.Equal("unanswered", await dmarc.Find("one.test", Stage.Ct));
    }
}
