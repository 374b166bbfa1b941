using System.Net;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server;
using LeadFuel.Accounts;
using LeadFuel.House.Tests.Walls;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>A gRPC method of a service, called with a message that names what an account has.</summary>
internal sealed record RpcMethod(string Service, string Path, System.Type Request, bool AccountFree)
{
    /// <summary>Which table an id of a message is of.</summary>
    private static readonly Dictionary<string, (string Database, string Table)> Ids = new()
    {
        ["/leadfuel.scope.v1.Icps/GetPublished icp_id"] = ("scope", "icps"),
        ["/leadfuel.reach.v1.ReplyInbox/Came handover_id"] = ("orbit", "handovers"),
        ["/leadfuel.reach.v1.ReplyInbox/Closed mailbox_id"] = ("orbit", "mailboxes"),
        ["/leadfuel.reach.v1.Deals/StopAtCompany outcome_id"] = ("scope", "outcomes"),
        ["/leadfuel.orbit.v1.Replies/Take id"] = ("orbit", "handovers"),
        ["/leadfuel.orbit.v1.Replies/Filed id"] = ("orbit", "handovers"),
        ["/leadfuel.orbit.v1.Replies/Leave id"] = ("orbit", "handovers"),
        ["/leadfuel.orbit.v1.Replies/Expect mailbox_id"] = ("orbit", "mailboxes"),
        ["/leadfuel.admin.v1.Impersonations/Get id"] = ("admin", "impersonations"),
        ["/leadfuel.admin.v1.Impersonations/End id"] = ("admin", "impersonations"),
        ["/leadfuel.admin.v1.Impersonations/Record id"] = ("admin", "impersonations"),
        ["/leadfuel.core.v1.OperatorMails/Send id"] = ("admin", "operator_links"),
        ["/leadfuel.core.v1.Audit/Append id"] = ("core", "audit_entries"),
        ["/leadfuel.core.v1.Events/Tell id"] = ("core", "deliveries"),
        ["/leadfuel.core.v1.Events/Tell subject_id"] = ("scope", "outcomes"),
        ["/leadfuel.accounts.v1.AccountData/RenderEvent subject_id"] = ("scope", "outcomes"),
    };

    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    public override string ToString() => $"{Service} {Path}";

    public static IReadOnlyList<RpcMethod> Of(RunningService service) =>
        [
            .. service
                .Provider.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Select(endpoint =>
                    (
                        endpoint.RoutePattern.RawText,
                        Method: endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method,
                        Free: endpoint.Metadata.GetMetadata<AccountFreeAttribute>() is not null
                    )
                )
                .Where(one => one.Method is not null)
                .Select(one => new RpcMethod(
                    service.Name,
                    one.RawText!,
                    one.Method!.GetType().GetGenericArguments()[0],
                    one.Free
                ))
                .DistinctBy(method => method.Path)
                .OrderBy(method => method.Path, StringComparer.Ordinal),
        ];

    /// <summary>With the ids of this account's rows, and words where no id is asked.</summary>
    public IMessage About(Seed seed)
    {
        var message = (IMessage)Activator.CreateInstance(Request)!;
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (!field.IsMap)
            {
                Fill(message, field, seed);
            }
        }

        return message;
    }

    private void Fill(IMessage message, FieldDescriptor field, Seed seed)
    {
        var text =
            Ids.TryGetValue($"{Path} {field.Name}", out var id)
                ? seed.Id(id.Database, id.Table)
                    ?? throw new InvalidOperationException($"Nothing is planted in {id}.")
            : field.Name == "request_id" ? "0123"
            : field.Name == "id" || field.Name.EndsWith("_id", StringComparison.Ordinal)
                ? throw new InvalidOperationException(
                    $"Say in Messages what {Path} {field.Name} is."
                )
            : field.Name.Contains("email", StringComparison.Ordinal) || field.Name == "account"
                ? seed.Account
            : field.Name == "type" ? "deal.closed"
            : field.Name == "provider" ? "Anthropic"
            : Path.EndsWith("/Switch", StringComparison.Ordinal) && field.Name == "state" ? "off"
            : "words that give a reason";
        if (field.IsRepeated)
        {
            if (field.FieldType == FieldType.String)
            {
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(text);
            }

            return;
        }

        object? value = field.FieldType switch
        {
            FieldType.String => text,
            FieldType.Bytes => ByteString.CopyFrom(new byte[32]),
            FieldType.Int32 => 10,
            FieldType.Bool => true,
            FieldType.Message when field.MessageType == Timestamp.Descriptor =>
                Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
            _ => null,
        };
        if (value is not null)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    /// <summary>The status, and all that came back as text; of a stream its first seconds.</summary>
    public async Task<(string Status, string Says)> Call(
        RunningService service,
        IMessage message,
        string token
    )
    {
        using var http = new HttpClient { BaseAddress = service.Grpc };
        var body = message.ToByteArray();
        var frame = new byte[5 + body.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), body.Length);
        body.CopyTo(frame, 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Authorization = new("Bearer", token);
        var ct = TestContext.Current.CancellationToken;
        using var answer = await http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            ct
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var says = new MemoryStream();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            await answer.Content.CopyToAsync(says, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ("0", Encoding.UTF8.GetString(says.ToArray()));
        }

        var status =
            answer.Headers.TryGetValues("grpc-status", out var early) ? early.Single()
            : answer.TrailingHeaders.TryGetValues("grpc-status", out var late) ? late.Single()
            : "none";
        return (status, Encoding.UTF8.GetString(says.ToArray()));
    }
}
