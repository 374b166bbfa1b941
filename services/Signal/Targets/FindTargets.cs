using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Providers.LinkedIn;

namespace LeadFuel.Signal.Targets;

/// <summary>Where a connection may post: the profile itself, and the pages on which the member may.</summary>
internal static class FindTargets
{
    public sealed record Found(string Urn, string Name);

    /// <summary>The pages, asked of LinkedIn; outside any unit of work.</summary>
    public static async Task<IReadOnlyList<Found>> Ask(
        LinkedInClient linkedIn,
        Secret access,
        string[] scopes,
        CancellationToken ct
    )
    {
        if (
            !scopes.Contains(LinkedInClient.MayPostForPages)
            || !scopes.Contains(LinkedInClient.MaySeePages)
        )
        {
            return [];
        }

        var found = new List<Found>();
        foreach (
            var urn in (await linkedIn.Roles(access, ct))
                .Where(role => role.MayPost)
                .Select(role => role.Urn)
                .Distinct()
        )
        {
            found.Add(new(urn, await linkedIn.PageName(access, urn, ct)));
        }

        return found;
    }

    /// <summary>Inside the caller's unit of work. A page that is not among them any more is kept, without access.</summary>
    public static async Task Apply(
        SignalDb db,
        Connection connection,
        IReadOnlyList<Found> pages,
        CancellationToken ct
    )
    {
        var known = await db
            .Targets.Where(t => t.ConnectionId == connection.Id)
            .ToDictionaryAsync(t => t.Urn, ct);
        Set(
            TargetKind.Profile,
            new(connection.MemberUrn, connection.DisplayName),
            connection.Grants(LinkedInClient.MayPost)
        );
        foreach (var page in pages)
        {
            Set(TargetKind.Page, page, may: true);
        }

        foreach (
            var lost in known.Values.Where(t =>
                t.Kind == TargetKind.Page && pages.All(page => page.Urn != t.Urn)
            )
        )
        {
            lost.State = TargetState.NoAccess;
        }

        void Set(TargetKind kind, Found found, bool may)
        {
            var state = may ? TargetState.Active : TargetState.NoAccess;
            if (known.TryGetValue(found.Urn, out var target))
            {
                (target.Name, target.State) = (found.Name, state);
                return;
            }

            db.Targets.Add(
                new Target
                {
                    ConnectionId = connection.Id,
                    Kind = kind,
                    Urn = found.Urn,
                    Name = found.Name,
                    State = state,
                }
            );
        }
    }
}
