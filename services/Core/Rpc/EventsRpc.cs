using Grpc.Core;
using LeadFuel.Core.Integrations;

namespace LeadFuel.Core.Rpc;

internal sealed class EventsRpc(CoreDb db, TimeProvider clock) : Events.EventsBase
{
    public override async Task<TellEventReply> Tell(
        TellEventRequest request,
        ServerCallContext context
    )
    {
        if (
            !Guid.TryParse(request.Id, out var id)
            || !Guid.TryParse(request.SubjectId, out var subject)
            || request.At is null
        )
        {
            throw new RefusedException(
                Refuse.Invalid("id", "An event needs an id, a subject and a time.")
            );
        }

        (
            await TakeEvent.Handle(
                id,
                request.Type,
                subject,
                request.At.ToDateTimeOffset(),
                db,
                clock,
                context.CancellationToken
            )
        ).OrThrowRpc();
        return new TellEventReply();
    }
}
