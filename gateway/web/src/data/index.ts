export { call, fetchFile, type Tagged } from "./call";
export { Problem } from "./problem";
export { cache, useAct, useGet, useList, type Act, type List } from "./query";
export { useEvents, type ServerEvent, type StreamState } from "./events";
export { useReadOnly, useSession, type Entitlement, type Session } from "./session";
