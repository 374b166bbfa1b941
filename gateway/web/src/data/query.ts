import {
  QueryCache,
  QueryClient,
  useInfiniteQuery,
  useMutation as useTanstackMutation,
  useQuery as useTanstackQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useRef } from "react";
import { call, type Method, type Tagged } from "./call";
import { Problem } from "./problem";

export const cache: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // Operators have suspended the account while this page stood: its state is read anew, and the shell shows why.
    onError: (error) => {
      if (error instanceof Problem && error.is("account-suspended"))
        void cache.invalidateQueries({ queryKey: ["/core/bootstrap"] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only silence is asked again.
      retry: (count, error) => error instanceof Problem && error.away && count < 2,
      retryDelay: (count) => 500 * 2 ** count,
    },
    mutations: { retry: false },
  },
});

interface GetOptions {
  /** Do not ask yet. */
  off?: boolean;
  /** Ask again every so many milliseconds. */
  every?: number | false | ((data: unknown) => number | false);
}

/** Reads one resource: `const icp = useGet<Icp>(`/scope/icps/${id}`)`, then `icp.data`, `icp.error`. */
export function useGet<T>(path: string, { off, every }: GetOptions = {}) {
  return useTanstackQuery<Tagged<T>, Problem>({
    queryKey: [path],
    queryFn: ({ signal }) => call<T>("GET", path, undefined, undefined, { signal }),
    enabled: !off,
    refetchInterval: typeof every === "function" ? (query) => every(query.state.data) : every,
  });
}

export interface List<T> {
  items: T[];
  next?: string | null;
  total?: number;
  /** Who was asked for this page and did not answer. */
  away?: string[];
}

/** Reads a list page by page: `list.items`, `list.more()`, `list.hasMore`. */
export function useList<T>(path: string, { off, every, limit = 50 }: GetOptions & { limit?: number } = {}) {
  const query = useInfiniteQuery<Tagged<List<T>>, Problem, Tagged<List<T>>[], string[], string>({
    queryKey: [path, "list"],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const join = path.includes("?") ? "&" : "?";
      const after = pageParam ? `&after=${encodeURIComponent(pageParam)}` : "";
      return call<List<T>>("GET", `${path}${join}limit=${limit}${after}`, undefined, undefined, { signal });
    },
    getNextPageParam: (page) => page.next || undefined,
    select: (data) => data.pages,
    enabled: !off,
    refetchInterval: typeof every === "function" ? (query) => every(query.state.data) : every,
  });
  return {
    items: query.data?.flatMap((page) => page.items),
    total: query.data?.[0]?.total,
    away: [...new Set(query.data?.flatMap((page) => page.away ?? []))],
    error: query.error,
    isPending: query.isPending,
    hasMore: query.hasNextPage,
    more: () => void query.fetchNextPage(),
    isLoadingMore: query.isFetchingNextPage,
    refetch: query.refetch,
  };
}

interface ActOptions<Out, In> {
  /** The version the person saw; sent as If-Match. */
  etag?: string | ((input: In) => string | undefined);
  /** What is sent; by default the input itself (nothing for DELETE). */
  body?: (input: In) => unknown;
  /** Paths read afresh afterwards, by their beginning; by default everything of the same service. */
  refresh?: string[];
  /** The act ends what its path names: nobody asks for it again while the page that showed it still stands. */
  ends?: boolean;
  done?: (out: Tagged<Out>, input: In) => void;
}

/**
 * One act: `const launch = useAct<Campaign, { dailyCap: number }>("POST", `/reach/campaigns/${id}/launch`, { etag })`,
 * then `launch.mutate({ dailyCap: 50 })` and `<Button act={launch}>`. The same input tried again after
 * silence carries the same Idempotency-Key, so that nothing happens twice.
 */
export function useAct<Out = unknown, In = void>(
  method: Exclude<Method, "GET">,
  path: string | ((input: In) => string),
  { etag, body, refresh, ends, done }: ActOptions<Out, In> = {},
) {
  const queries = useQueryClient();
  const last = useRef<{ sent: string; key: string } | undefined>(undefined);
  /** What a form keeps goes once the act has worked, though the form itself may be gone by then. */
  const forget = useRef<(() => void) | undefined>(undefined);
  const act = useTanstackMutation<Tagged<Out>, Problem, In>({
    mutationFn: async (input) => {
      const to = typeof path === "function" ? path(input) : path;
      const content = body ? body(input) : method === "DELETE" ? undefined : (input ?? undefined);
      const sent = `${to} ${JSON.stringify(content)}`;
      if (last.current?.sent !== sent) last.current = { sent, key: crypto.randomUUID() };
      const { key } = last.current;
      const tag = typeof etag === "function" ? etag(input) : etag;
      try {
        const out = await call<Out>(method, to, content, tag, { key });
        last.current = undefined;
        return out;
      } catch (error) {
        if (!(error instanceof Problem && error.away)) last.current = undefined;
        throw error;
      }
    },
    onSuccess: (out, input) => {
      forget.current?.();
      done?.(out, input);
    },
    // After a refusal too: a 412 means that what is on the screen is old.
    onSettled: async (_out, error, input) => {
      const to = typeof path === "function" ? path(input) : path;
      const beginnings = refresh ?? [`/${to.split("/")[1]}/`];
      const gone = (key: string) => ends && !error && (key === to || key.startsWith(`${to}/`));
      const touched = (query: { queryKey: readonly unknown[] }) =>
        beginnings.some((beginning) => String(query.queryKey[0]).startsWith(beginning));
      // Whoever takes it back sees it afresh.
      await queries.invalidateQueries({ predicate: touched, refetchType: "none" });
      await queries.refetchQueries({
        type: "active",
        predicate: (query) => touched(query) && !gone(String(query.queryKey[0])),
      });
    },
  });
  return Object.assign(act, { forget });
}

export type Act = Pick<ReturnType<typeof useAct<unknown, never>>, "isPending">;
