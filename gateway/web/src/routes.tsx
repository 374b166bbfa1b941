// How a page is added:
//   1. write src/<area>/MyPage.tsx: `export default function MyPage() { … return <Page title="…">…</Page>; }`
//      ui/ has the parts (`import { Page, Table, Button } from "../ui"`), data/ asks and acts
//      (`import { useGet, useAct } from "../data"`); `useParams()` from wouter reads `:id`;
//   2. add one line to its area below: path, title, area, page; `nav` puts it into the side bar.
// Every line is a lazy chunk, is walked by the accessibility and impersonation tests, and stands in the
// palette when it has no parameters.
import { lazy, type ComponentType } from "react";
import type { IconName } from "./ui/icons";

export type Area = "public" | "home" | "scope" | "reach" | "signal" | "orbit" | "account";

export interface Route {
  path: string;
  title: string;
  area: Area;
  page: ComponentType;
  /** Needs no session and has no side bar. */
  public?: boolean;
  /** Icon and, where it differs from the title, word in the side bar. */
  nav?: { icon: IconName; label?: string };
  /** Keywords for the palette. */
  also?: string;
}

const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load);

export const routes: Route[] = [
  {
    path: "/",
    title: "LeadFuel",
    area: "public",
    public: true,
    page: page(() => import("./sign-in/Landing")),
  },
  {
    path: "/sign-in",
    title: "Sign in",
    area: "public",
    public: true,
    page: page(() => import("./sign-in/SignIn")),
  },

  {
    path: "/home",
    title: "Today",
    area: "home",
    nav: { icon: "house", label: "Home" },
    page: page(() => import("./home/Today")),
  },

  {
    path: "/activity",
    title: "Activity",
    area: "home",
    nav: { icon: "history" },
    also: "audit log",
    page: page(() => import("./account/Activity")),
  },

  // Scope
  {
    path: "/scope/icps",
    title: "ICPs",
    area: "scope",
    nav: { icon: "target" },
    also: "customer profile market",
    page: page(() => import("./scope/Icps")),
  },
  { path: "/scope/icps/:id", title: "ICP", area: "scope", page: page(() => import("./scope/IcpPage")) },
  {
    path: "/scope/icps/:id/answers",
    title: "Answers",
    area: "scope",
    page: page(() => import("./scope/Answers")),
  },
  {
    path: "/scope/icps/:id/interview",
    title: "Interview",
    area: "scope",
    page: page(() => import("./scope/InterviewPage")),
  },
  {
    path: "/scope/icps/:id/voice",
    title: "Voice intake",
    area: "scope",
    page: page(() => import("./scope/VoicePage")),
  },
  {
    path: "/scope/icps/:id/versions",
    title: "Versions",
    area: "scope",
    page: page(() => import("./scope/Versions")),
  },
  {
    path: "/scope/icps/:id/versions/:number",
    title: "Version",
    area: "scope",
    page: page(() => import("./scope/IcpPage")),
  },
  {
    path: "/scope/icps/:id/versions/:number/edit",
    title: "Edit",
    area: "scope",
    page: page(() => import("./scope/EditVersion")),
  },

  {
    path: "/scope/deals",
    title: "Deals",
    area: "scope",
    nav: { icon: "handshake" },
    also: "outcomes won lost crm hubspot pipedrive",
    page: page(() => import("./scope/Deals")),
  },
  {
    path: "/integrations/crm",
    title: "CRM connections",
    area: "scope",
    also: "hubspot pipedrive integrations webhook",
    page: page(() => import("./scope/CrmConnections")),
  },

  // Reach
  {
    path: "/reach/campaigns",
    title: "Campaigns",
    area: "reach",
    nav: { icon: "send" },
    also: "outreach mails sequence",
    page: page(() => import("./reach/Campaigns")),
  },
  {
    path: "/reach/campaigns/:id/plan",
    title: "Plan",
    area: "reach",
    page: page(() => import("./reach/Plan")),
  },
  {
    path: "/reach/campaigns/:id/drafts",
    title: "Drafts",
    area: "reach",
    page: page(() => import("./reach/Drafts")),
  },
  {
    path: "/reach/campaigns/:id/sends",
    title: "Sends",
    area: "reach",
    page: page(() => import("./reach/Sends")),
  },
  {
    path: "/reach/campaigns/:id/replies",
    title: "Replies",
    area: "reach",
    page: page(() => import("./reach/Replies")),
  },
  {
    path: "/reach/approvals",
    title: "Approve",
    area: "reach",
    also: "drafts review",
    page: page(() => import("./reach/Approvals")),
  },
  {
    path: "/reach/inbox",
    title: "Inbox",
    area: "reach",
    nav: { icon: "inbox" },
    also: "replies answers mail",
    page: page(() => import("./reach/Inbox")),
  },
  {
    path: "/reach/inbox/:id",
    title: "Conversation",
    area: "reach",
    page: page(() => import("./reach/Inbox")),
  },
  {
    path: "/reach/contacts",
    title: "People to write to",
    area: "reach",
    nav: { icon: "user-plus", label: "Contacts" },
    also: "contacts people list",
    page: page(() => import("./reach/Contacts")),
  },
  {
    path: "/reach/contacts/import",
    title: "Import people",
    area: "reach",
    also: "csv paste contacts",
    page: page(() => import("./reach/Import")),
  },
  {
    path: "/reach/suppressions",
    title: "Suppressions",
    area: "reach",
    nav: { icon: "ban" },
    also: "unsubscribed bounced do not mail",
    page: page(() => import("./reach/Suppressions")),
  },
  {
    path: "/reach/domains",
    title: "Domains and senders",
    area: "reach",
    nav: { icon: "globe", label: "Domains" },
    also: "dns sender postal address",
    page: page(() => import("./reach/Domains")),
  },

  {
    path: "/signal/posts",
    title: "Posts",
    area: "signal",
    nav: { icon: "pen-line" },
    also: "linkedin",
    page: page(() => import("./signal/Posts")),
  },
  { path: "/signal/posts/:id", title: "Post", area: "signal", page: page(() => import("./signal/PostPage")) },
  {
    path: "/signal/personas",
    title: "Personas",
    area: "signal",
    also: "voice tone linkedin",
    page: page(() => import("./signal/Personas")),
  },
  {
    path: "/signal/buckets",
    title: "Buckets",
    area: "signal",
    also: "topics mix shares linkedin",
    page: page(() => import("./signal/Buckets")),
  },
  {
    path: "/signal/connections",
    title: "Connections",
    area: "signal",
    nav: { icon: "plug" },
    also: "linkedin profile pages connect disconnect",
    page: page(() => import("./signal/Connections")),
  },
  {
    path: "/signal/connections/return",
    title: "Connecting LinkedIn",
    area: "signal",
    page: page(() => import("./signal/ConnectionReturn")),
  },

  {
    path: "/orbit/contacts",
    title: "Contacts",
    area: "orbit",
    nav: { icon: "users" },
    also: "people mailbox",
    page: page(() => import("./orbit/Contacts")),
  },
  {
    path: "/orbit/people/:id",
    title: "Person",
    area: "orbit",
    page: page(() => import("./orbit/PersonPage")),
  },
  {
    path: "/orbit/threads/:id",
    title: "Thread",
    area: "orbit",
    page: page(() => import("./orbit/ThreadPage")),
  },
  {
    path: "/orbit/mailboxes",
    title: "Mailboxes",
    area: "orbit",
    nav: { icon: "mail" },
    also: "microsoft 365 outlook connect",
    page: page(() => import("./orbit/Mailboxes")),
  },
  {
    path: "/orbit/mailboxes/:id",
    title: "Mailbox",
    area: "orbit",
    page: page(() => import("./orbit/MailboxPage")),
  },
  {
    path: "/orbit/connect",
    title: "Connecting",
    area: "orbit",
    also: "microsoft",
    page: page(() => import("./orbit/ConnectReturn")),
  },
  {
    path: "/orbit/consent",
    title: "Consent at Microsoft",
    area: "orbit",
    public: true,
    page: page(() => import("./orbit/ConsentReturn")),
  },
  {
    path: "/orbit/exclusions",
    title: "What is left out",
    area: "orbit",
    also: "exclusions privacy rules",
    page: page(() => import("./orbit/Exclusions")),
  },

  {
    path: "/integrations",
    title: "Integrations",
    area: "account",
    nav: { icon: "blocks" },
    also: "webhook events notifications",
    page: page(() => import("./integrations/Integrations")),
  },
  {
    path: "/integrations/verify",
    title: "How to verify",
    area: "account",
    also: "webhook signature secret samples",
    page: page(() => import("./integrations/Verifying")),
  },
  {
    path: "/settings/profile",
    title: "Profile",
    area: "account",
    nav: { icon: "settings", label: "Settings" },
    also: "settings name time zone products",
    page: page(() => import("./account/Profile")),
  },
  {
    path: "/settings/plan",
    title: "Plan",
    area: "account",
    also: "billing upgrade subscription stripe price",
    page: page(() => import("./account/Plan")),
  },
  {
    path: "/settings/ai-key",
    title: "AI key",
    area: "account",
    also: "anthropic claude own key byo",
    page: page(() => import("./account/AiKey")),
  },
  {
    path: "/settings/sessions",
    title: "Sessions",
    area: "account",
    also: "devices sign out",
    page: page(() => import("./account/Sessions")),
  },
  {
    path: "/settings/appearance",
    title: "Appearance",
    area: "account",
    also: "theme dark light shortcuts",
    page: page(() => import("./account/Appearance")),
  },
  {
    path: "/settings/what-left",
    title: "What left",
    area: "account",
    also: "egress calls third parties",
    page: page(() => import("./account/WhatLeft")),
  },
  {
    path: "/settings/your-data",
    title: "Your data",
    area: "account",
    also: "export download delete account gdpr privacy",
    page: page(() => import("./account/YourData")),
  },

  ...(import.meta.env.DEV
    ? [
        {
          path: "/dev/components",
          title: "Components",
          area: "account" as const,
          page: page(() => import("./dev/Components")),
        },
      ]
    : []),
];
