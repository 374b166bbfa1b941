import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call, type List } from "../data";
import type { PersonLine } from "../orbit/shapes";
import type { CampaignLine } from "../reach/campaign";
import { nameOf, type Contact } from "../reach/shapes";
import type { Deal, IcpLine } from "../scope/shapes";
import type { PostLine } from "../signal/shapes";
import { number, type IconName } from "../ui";
import { score } from "./match";

/** One thing of the account that answers what was typed. */
export interface Found {
  id: string;
  group: string;
  title: string;
  note?: string;
  icon: IconName;
  href: string;
}

const Shortest = 2;
const MostOfAKind = 6;
const Pause = 120;
const Patience = 3_000;

interface Place {
  name: string;
  service: string;
  /** What is asked. A list whose service does not look through it is read once and looked through here. */
  path: (text: string) => string;
  found: (list: List<never>, text: string) => Found[];
}

const place = <T>(
  name: string,
  service: string,
  path: (text: string) => string,
  one: (item: T) => Omit<Found, "group">,
): Place => ({
  name,
  service,
  path,
  found: ({ items }, text) => {
    const all = (items as T[]).map((item) => ({ ...one(item), group: name }));
    if (path(text).includes("q=")) return all;
    return all
      .map((thing) => ({ thing, score: score(text, `${thing.title} ${thing.note ?? ""}`) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, MostOfAKind)
      .map(({ thing }) => thing);
  },
});

const q = encodeURIComponent;

const places: Place[] = [
  place<Contact>(
    "Contacts",
    "Reach",
    (text) => `/reach/contacts?limit=6&q=${q(text)}`,
    (person) => ({
      id: `contact ${person.id}`,
      title: nameOf(person) || person.email,
      note: [person.company, person.email].filter(Boolean).join(" · "),
      icon: "user-plus",
      href: `/reach/contacts?person=${person.id}`,
    }),
  ),
  place<PersonLine>(
    "Whom you know",
    "Orbit",
    (text) => `/orbit/people?limit=6&q=${q(text)}`,
    (person) => ({
      id: `person ${person.id}`,
      title: person.name || person.email,
      note: [person.company, person.email].filter(Boolean).join(" · "),
      icon: "users",
      href: `/orbit/people/${person.id}`,
    }),
  ),
  place<IcpLine>(
    "ICPs",
    "Scope",
    () => "/scope/icps?limit=200",
    (icp) => ({ id: `icp ${icp.id}`, title: icp.name, icon: "target", href: `/scope/icps/${icp.id}` }),
  ),
  place<Deal>(
    "Deals",
    "Scope",
    () => "/scope/outcomes?limit=200",
    (deal) => ({
      id: `deal ${deal.id}`,
      title: deal.name ?? deal.vendorDealId,
      note: deal.domain ?? undefined,
      icon: "handshake",
      href: "/scope/deals",
    }),
  ),
  place<CampaignLine>(
    "Campaigns",
    "Reach",
    () => "/reach/campaigns?limit=200",
    (campaign) => ({
      id: `campaign ${campaign.id}`,
      title: campaign.name,
      icon: "send",
      href: `/reach/campaigns/${campaign.id}/${campaign.state === "draft" ? "plan" : "sends"}`,
    }),
  ),
  place<PostLine>(
    "Posts",
    "Signal",
    () => "/signal/posts?limit=200",
    (post) => ({
      id: `post ${post.id}`,
      title: post.opening,
      note: post.target ?? undefined,
      icon: "pen-line",
      href: `/signal/posts/${post.id}`,
    }),
  ),
];

/** Longer lists than what was read of them, in words: "nothing" says no more than was looked through. */
export const cutOff = (lists: { name: string; read: number; more: boolean }[]) =>
  lists
    .filter(({ more }) => more)
    .map(({ name, read }) => `the newest ${number(read)} ${name === "ICPs" ? name : name.toLowerCase()}`);

// Recent first, as long as this page stands; nothing of it is stored in the browser.
const recent: Found[] = [];

export const opened = (found: Found) => {
  const before = recent.findIndex((one) => one.id === found.id);
  if (before >= 0) recent.splice(before, 1);
  recent.unshift(found);
  recent.length = Math.min(recent.length, 5);
};

/** What of the account's own things answers the words, asked of each service; who is away is named. */
export function useFound(typed: string) {
  const text = useSettled(typed.trim());
  const asks = text.length >= Shortest;
  const answers = useQueries({
    queries: places.map(({ path }) => ({
      queryKey: [path(text)],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call<List<never>>("GET", path(text), undefined, undefined, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(Patience)]),
        }),
      enabled: asks,
      retry: false,
      staleTime: 15_000,
    })),
  });
  return {
    found: asks
      ? answers.flatMap(({ data }, index) => (data ? places[index]!.found(data, text) : []))
      : typed.trim() === ""
        ? recent.map((one) => ({ ...one, group: "Opened last" }))
        : [],
    looking: text !== typed.trim() || answers.some((answer) => answer.isFetching && !answer.data),
    cut: cutOff(
      places.flatMap(({ name, path }, index) => {
        const list = asks && !path(text).includes("q=") ? answers[index]!.data : undefined;
        return list ? [{ name, read: list.items.length, more: Boolean(list.next) }] : [];
      }),
    ),
    away: [
      ...new Set(places.filter((_, index) => asks && answers[index]!.error).map(({ service }) => service)),
    ],
  };
}

/** The words once nobody has typed for a moment. */
function useSettled(text: string) {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const later = setTimeout(() => settle(text), Pause);
    return () => clearTimeout(later);
  }, [text]);
  return settled;
}
