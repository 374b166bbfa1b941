using System.Collections.Concurrent;
using System.Net.Sockets;
using LeadFuel.Core.Rpc;
using LeadFuel.Core.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LeadFuel.Core.Tests.Sessions;

/// <summary>What gateways hear of ended sessions while the way to the database fails without a word.</summary>
public sealed class RevocationFeedTests(CoreSuite suite)
{
    [Fact]
    public async Task A_connection_that_falls_silent_carries_no_heartbeat_and_is_made_anew()
    {
        var ct = TestContext.Current.CancellationToken;
        var settings = new NpgsqlConnectionStringBuilder(suite.Login("core"));
        await using var line = new Line(settings.Host!, settings.Port);
        settings.Host = "127.0.0.1";
        settings.Port = line.Port;
        await using var source = NpgsqlDataSource.Create(settings.ConnectionString);
        using var feed = new RevocationFeed(source, NullLogger<RevocationFeed>.Instance);
        await feed.StartAsync(ct);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await using var heard = feed.Watch(patience.Token).GetAsyncEnumerator(patience.Token);
        await Until(heard, told => told.Everything);
        await Until(heard, told => !told.Everything && told.SessionId.Length == 0);

        line.Silence();

        // What ended meanwhile was not heard, and gateways are told so.
        await Until(heard, told => told.Everything);
        var session = Guid.CreateVersion7().ToString();
        await Rows.Scalar(suite, "core", "select 1 from pg_notify('revoked', $1)", session);
        await Until(heard, told => told.SessionId == session);
        await feed.StopAsync(ct);
    }

    private static async Task Until(
        IAsyncEnumerator<Revocation> heard,
        Func<Revocation, bool> wanted
    )
    {
        do
        {
            Assert.True(await heard.MoveNextAsync(), "the feed has ended");
        } while (!wanted(heard.Current));
    }

    /// <summary>A way to the database whose connections can stay open while nothing passes any more.</summary>
    private sealed class Line : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource end = new();
        private readonly ConcurrentBag<TcpClient> clients = [];
        private volatile int opened;
        private volatile int silent;

        public Line(string host, int port)
        {
            listener.Start();
            _ = Accept(host, port);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        /// <summary>For the connections that are open now; later ones pass.</summary>
        public void Silence() => silent = opened;

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            listener.Stop();
            foreach (var client in clients)
            {
                client.Dispose();
            }

            end.Dispose();
        }

        private async Task Accept(string host, int port)
        {
            try
            {
                while (true)
                {
                    var here = await listener.AcceptTcpClientAsync(end.Token);
                    var there = new TcpClient();
                    clients.Add(here);
                    clients.Add(there);
                    await there.ConnectAsync(host, port, end.Token);
                    var number = ++opened;
                    _ = Pass(number, here, there);
                    _ = Pass(number, there, here);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        private async Task Pass(int number, TcpClient from, TcpClient to)
        {
            var buffer = new byte[8192];
            try
            {
                int read;
                while ((read = await from.GetStream().ReadAsync(buffer, end.Token)) > 0)
                {
                    if (number > silent)
                    {
                        await to.GetStream().WriteAsync(buffer.AsMemory(0, read), end.Token);
                    }
                }

                if (number > silent)
                {
                    to.Close();
                }
            }
            catch (Exception gone)
                when (gone is IOException or InvalidOperationException or OperationCanceledException
                )
            {
                // One of both has gone.
            }
        }
    }
}
