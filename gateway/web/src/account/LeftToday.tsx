import { useGet } from "../data";
import { Facts, Notice, number } from "../ui";
import { MissingCalls } from "./MissingCalls";

interface EgressToday {
  items: { provider: string; calls: number; categories: string[] }[];
  /** Only the newest thousand calls are summed. */
  atLeast: boolean;
  away: string[];
}

/** What left since midnight, by company. While a service is silent, nobody says that nothing left. */
export function LeftToday({ every }: { every?: number }) {
  const today = useGet<EgressToday>("/core/egress-calls/today", { every });
  const again = () => void today.refetch();
  const items = today.data?.items ?? [];
  const away = today.data?.away ?? [];
  const sum = items.reduce((all, row) => all + row.calls, 0);
  return (
    <>
      {today.error && <Notice problem={today.error} retry={again} />}
      <MissingCalls away={away} retry={again} />
      {today.data && sum === 0 && away.length === 0 && <p className="nothing">Nothing left today.</p>}
      {sum > 0 && (
        <Facts
          label="Calls today by company"
          rows={items.map((row) => ({
            label: row.provider,
            value: number(row.calls),
            note: kinds(row.categories),
          }))}
          sum={{
            label: today.data?.atLeast ? "At least" : "Sum",
            value: number(sum),
            note: sum === 1 ? "call" : "calls",
          }}
        />
      )}
    </>
  );
}

/** The kinds of data in a call, as words. */
export const kinds = (categories: string[]) =>
  categories.map((word) => word.replaceAll("_", " ")).join(", ") || "none";
