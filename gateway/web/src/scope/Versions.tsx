import { Link, useLocation, useParams } from "wouter";
import { useAct, useGet, useList } from "../data";
import { Badge, Button, Empty, Failed, Loading, Notice, Page, Table, Time, toast } from "../ui";
import { IcpTabs } from "./IcpTabs";
import { authorOf, type Icp, type VersionLine } from "./shapes";

const origins = { synthesis: "written by Anthropic", edit: "edited", restore: "restored" };

export default function Versions() {
  const { id } = useParams();
  const [, go] = useLocation();
  const icp = useGet<Icp>(`/scope/icps/${id}`);
  const versions = useList<VersionLine>(`/scope/icps/${id}/versions`);
  const restore = useAct<{ number: number }, VersionLine>(
    "POST",
    (row) => `/scope/icps/${id}/versions/${row.number}/restoration`,
    {
      etag: () => icp.data && `"${icp.data.version}"`,
      body: () => undefined,
      done: (out, row) => {
        toast(`Version ${row.number} is now also version ${out.number}, the newest.`);
        go(`/scope/icps/${id}`);
      },
    },
  );
  return (
    <Page
      title={icp.data?.name ?? "ICP"}
      back={{ href: "/scope/icps", label: "ICPs" }}
      tabs={<IcpTabs id={id!} />}
    >
      {versions.error && !versions.items && (
        <Failed problem={versions.error} retry={() => void versions.refetch()} />
      )}
      {restore.error && <Notice problem={restore.error} />}
      {versions.isPending && <Loading />}
      {versions.items?.length === 0 && (
        <Empty title="No version yet">The first writing makes version 1.</Empty>
      )}
      {versions.items && versions.items.length > 0 && (
        <Table<VersionLine>
          label="Versions"
          rows={versions.items}
          rowKey={(row) => String(row.number)}
          columns={[
            {
              head: "Version",
              cell: (row) => (
                <Link href={`/scope/icps/${id}/versions/${row.number}`}>Version {row.number}</Link>
              ),
            },
            {
              head: "How",
              cell: (row) => origins[row.origin] + (row.madeFrom ? ` from v${row.madeFrom}` : ""),
              wideOnly: true,
            },
            { head: "By", cell: authorOf, grow: true, wideOnly: true },
            { head: "When", cell: (row) => <Time at={row.createdAt} />, num: true },
            {
              head: <span className="hidden">Act</span>,
              num: true,
              cell: (row) =>
                row.published ? (
                  <Badge tone="positive" icon="check">
                    Published
                  </Badge>
                ) : row.number === icp.data?.latestVersion ? (
                  "newest"
                ) : (
                  <Button
                    small
                    act={restore}
                    label={`Restore version ${row.number}`}
                    onClick={() => restore.mutate(row)}
                  >
                    Restore
                  </Button>
                ),
            },
          ]}
        />
      )}
    </Page>
  );
}
