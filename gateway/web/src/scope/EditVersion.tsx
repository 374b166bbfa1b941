import "./scope.css";
import { useRef } from "react";
import { useLocation, useParams } from "wouter";
import { useGet } from "../data";
import { Button, Facts, Failed, Loading, many, Notice, Page, Panel, Section, toast } from "../ui";
import { useMerging } from "../ui/useMerging";
import { EditClaim } from "./EditClaim";
import { IcpTabs } from "./IcpTabs";
import type { Icp, IcpVersion } from "./shapes";
import { editing, useEdit, type Newest, type Sections } from "./useEdit";

const labelled = ["segments", "firmographics", "technographics", "personas"];

export default function EditVersion() {
  const { id = "", number = "" } = useParams();
  return <Loaded key={`${id} ${number}`} id={id} number={number} />;
}

function Loaded({ id, number }: { id: string; number: string }) {
  const icp = useGet<Icp>(`/scope/icps/${id}`);
  // As the edit found it: what comes later is merged with on saving.
  const found = useRef(icp.data);
  found.current ??= icp.data;
  const begun = found.current;
  const version = useGet<IcpVersion>(`/scope/icps/${id}/versions/${number}`);
  const newest = useGet<IcpVersion>(`/scope/icps/${id}/versions/${begun?.latestVersion}`, { off: !begun });
  const failed = icp.error ?? version.error ?? newest.error;
  if (icp.data && begun && version.data && newest.data)
    return <Editor icp={icp.data} begun={begun} version={version.data} newest={newest.data} />;
  return (
    <Page title="Edit" back={{ href: `/scope/icps/${id}`, label: "ICP" }}>
      {failed ? (
        <Failed
          problem={failed}
          retry={() => {
            void icp.refetch();
            void version.refetch();
            if (begun) void newest.refetch();
          }}
        />
      ) : (
        <Loading rows={9} />
      )}
    </Page>
  );
}

function Editor({
  icp,
  begun,
  version,
  newest,
}: {
  icp: Icp;
  begun: Icp;
  version: IcpVersion;
  newest: IcpVersion;
}) {
  const [, go] = useLocation();
  const edit = useEdit(begun, version, newest);
  const save = useMerging<Newest, Sections, IcpVersion>("POST", `/scope/icps/${icp.id}/versions`, {
    editing,
    body: edit.body,
    done: (out) => {
      edit.forget();
      toast(
        out.quotesDropped > 0
          ? `Saved as version ${out.number}. ${many(out.quotesDropped, "quote")} did not stand in the answer and went.`
          : `Saved as version ${out.number}.`,
      );
      go(`/scope/icps/${icp.id}/versions/${out.number}`);
    },
  });
  return (
    <Page
      title={icp.name}
      back={{ href: "/scope/icps", label: "ICPs" }}
      sub={`editing v${version.number}`}
      actions={
        <>
          <Button kind="quiet" href={`/scope/icps/${icp.id}/versions/${version.number}`}>
            Back to the document
          </Button>
          <Button
            kind="main"
            icon="check"
            act={save}
            busy="Saving"
            disabledBecause={!edit.changed && "Nothing has been changed yet."}
            onClick={() => save.save(edit.edit())}
          >
            Save as a new version
          </Button>
        </>
      }
      tabs={<IcpTabs id={icp.id} />}
      panel={
        <Panel title="While you edit">
          <Section title="This edit">
            <Facts
              rows={[
                { label: "Made from", value: `v${version.number}` },
                { label: "Newest", value: `v${icp.latestVersion}` },
                { label: "Published", value: icp.publishedVersion ? `v${icp.publishedVersion}` : "none" },
              ]}
            />
          </Section>
          <Notice>
            v{version.number} stays as it is; saving makes a further version. A quote stays only where it
            stands word for word in the answer; a claim without one is marked as an assumption.
          </Notice>
          {edit.changed && (
            <Button icon="undo-2" onClick={edit.again}>
              Drop my changes
            </Button>
          )}
        </Panel>
      }
    >
      {save.error && <Notice problem={save.error} typed />}
      <div className="document editing">
        {version.sections.map(({ key, title }) => (
          <section key={key} aria-label={title}>
            <h2>{title}</h2>
            {edit.sections[key]?.map((claim, index) => (
              <EditClaim
                key={index}
                claim={claim}
                labelled={labelled.includes(key)}
                persona={key === "personas"}
                number={index + 1}
                sources={version.sources}
                set={(part) => edit.set(key, index, part)}
                remove={() => edit.remove(key, index)}
              />
            ))}
            <Button
              small
              icon="plus"
              edits
              disabledBecause={
                (edit.sections[key]?.length ?? 0) >= 160 && "A section has at most 160 claims."
              }
              onClick={() => edit.add(key, key === "personas" ? "titles" : null)}
            >
              Add a claim
            </Button>
          </section>
        ))}
      </div>
    </Page>
  );
}
