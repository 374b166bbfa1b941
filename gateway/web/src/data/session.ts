import { useGet } from "./query";

export interface Entitlement {
  product: string;
  state: string;
  plan?: string;
  source?: string;
  trialEndsAt?: string;
  endsAt?: string | null;
  pastDueAt?: string | null;
  why?: string;
  /** Null: not limited yet. */
  seats?: number | null;
  quotas?: { name: string; limit?: number | null }[];
}

export interface Session {
  member: { email: string; signedInAt?: string | null };
  account: {
    email: string;
    name: string;
    timeZone: string;
    state: string;
    sameBrowserOnly: boolean;
    version: number;
  };
  entitlements: Entitlement[];
  impersonation: { email: string; mode: string; endsAt: string } | null;
}

/** Who is signed in, for which account. */
export const useSession = () => useGet<Session>("/core/bootstrap");

/** True while an operator looks at this account: nothing can be changed then. Asks nobody by itself. */
export const useReadOnly = () =>
  Boolean(useGet<Session>("/core/bootstrap", { off: true }).data?.impersonation);
