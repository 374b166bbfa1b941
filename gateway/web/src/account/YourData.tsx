import { useGet } from "../data";
import { Loading, Notice, number, Section, SumRow, Table } from "../ui";
import { DeleteAccount } from "./DeleteAccount";
import { Exports } from "./Exports";
import { SettingsPage } from "./SettingsPage";

export interface Usage {
  items: Kept[];
}

interface Kept {
  service: string;
  answers: boolean;
  rows: number;
  tables: { name: string; rows: number }[];
}

export default function YourData() {
  const usage = useGet<Usage>("/core/usage");
  const rows = usage.data?.items.reduce((sum, kept) => sum + kept.rows, 0);
  const away = usage.data?.items.filter((kept) => !kept.answers).map((kept) => named(kept.service)) ?? [];
  return (
    <SettingsPage title="Your data">
      <Section title="What is stored">
        {usage.error && <Notice problem={usage.error} retry={() => void usage.refetch()} />}
        {usage.isPending && <Loading />}
        {usage.data && (
          <Table<Kept>
            label="What is stored, by service"
            rows={usage.data.items}
            rowKey={(kept) => kept.service}
            columns={[
              { head: "Service", cell: (kept) => <b>{named(kept.service)}</b> },
              {
                head: "Most of it",
                grow: true,
                cell: (kept) =>
                  kept.answers
                    ? kept.tables
                        .slice(0, 4)
                        .map((table) => words(table.name))
                        .join(", ")
                    : "does not answer at the moment",
              },
              {
                head: "Rows",
                num: true,
                cell: (kept) => (kept.answers ? number(kept.rows) : "unknown"),
              },
            ]}
            sum={
              <SumRow span={2} label={away.length > 0 ? "At least" : "Sum"}>
                {number(rows ?? 0)}
              </SumRow>
            }
          />
        )}
        <p className="small t3 below">
          Each table and column, and why it exists: <a href="/trust">What data lives where</a>.
        </p>
      </Section>
      <Exports />
      <DeleteAccount rows={rows} away={away} />
    </SettingsPage>
  );
}

export const named = (service: string) => service.charAt(0).toUpperCase() + service.slice(1);

const words = (table: string) => table.replace(/^.*\./, "").replaceAll("_", " ");
