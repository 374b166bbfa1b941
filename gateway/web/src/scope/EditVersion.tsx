import "./scope.css";
import { useLocation, useParams } from "wouter";
import { useAct, useGet } from "../data";
import { Button, Facts, Failed, Loading, many, Notice, Page, Panel, Section, toast } from "../ui";
import { EditClaim } from "./EditClaim";
import { IcpTabs } from "./IcpTabs";
import type { Icp, IcpVersion } from "./shapes";
import { useEdit } from "./useEdit";

const labelled = ["segments", "firmographics", "technographics", "personas"];

export default function EditVersion() {
  const { id, number } = useParams();
  const icp = useGet<Icp>(`/scope/icps/${id}`);
  const version = useGet<IcpVersion>(`/scope/icps/${id}/versions/${number}`);
  const failed = icp.error ?? version.error;
  if (icp.data && version.data)
    return <Editor key={`${id} ${number}`} icp={icp.data} version={version.data} />;
  return (
    <Page title="Edit" back={{ href: `/scope/icps/${id}`, label: "ICP" }}>
      {failed ? (
        <Failed
          problem={failed}
          retry={() => {
            void icp.refetch();
            void version.refetch();
          }}
        />
      ) : (
        <Loading rows={9} />
      )}
    </Page>
  );
}

function Editor({ icp, version }: { icp: Icp; version: IcpVersion }) {
  const [, go] = useLocation();
  const edit = useEdit(icp.id, version);
  const save = useAct<IcpVersion, string>("POST", `/scope/icps/${icp.id}/versions`, {
    etag: (etag) => etag,
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
  const etag = `"${icp.version}"`;
  const stale = save.error?.is("stale-version") ? (save.error.more.current as Icp | undefined) : undefined;
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
            onClick={() => save.mutate(etag)}
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
      {stale && (
        <Notice tone="warning" title="This ICP was changed elsewhere meanwhile.">
          Its newest version is v{stale.latestVersion} now. Your text is still here, and versions overwrite
          nothing.{" "}
          <span className="row">
            <Button small act={save} onClick={() => save.mutate(`"${stale.version}"`)}>
              Save mine as the newest
            </Button>
            <Button small href={`/scope/icps/${icp.id}/versions/${stale.latestVersion}`}>
              Look at v{stale.latestVersion}
            </Button>
          </span>
        </Notice>
      )}
      {save.error && !stale && <Notice problem={save.error} />}
      <div className="document editing">
        {edit.sections.map((section, at) => (
          <section key={section.key} aria-label={version.sections[at]?.title}>
            <h2>{version.sections[at]?.title}</h2>
            {section.claims.map((claim, index) => (
              <EditClaim
                key={index}
                claim={claim}
                labelled={labelled.includes(section.key)}
                persona={section.key === "personas"}
                number={index + 1}
                sources={version.sources}
                set={(part) => edit.set(section.key, index, part)}
                remove={() => edit.remove(section.key, index)}
              />
            ))}
            <Button
              small
              icon="plus"
              edits
              disabledBecause={section.claims.length >= 160 && "A section has at most 160 claims."}
              onClick={() => edit.add(section.key, section.key === "personas" ? "titles" : null)}
            >
              Add a claim
            </Button>
          </section>
        ))}
      </div>
    </Page>
  );
}
