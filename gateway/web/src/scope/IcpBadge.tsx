import { Badge } from "../ui";
import type { IcpLine } from "./shapes";

export function IcpBadge({ icp }: { icp: Pick<IcpLine, "state" | "publishedVersion" | "latestVersion"> }) {
  if (icp.state === "draft")
    return <Badge icon="pencil">{icp.latestVersion > 0 ? `Draft, v${icp.latestVersion}` : "Draft"}</Badge>;
  if (icp.state === "draft_ahead") {
    return (
      <Badge tone="warning" icon="circle-alert">
        v{icp.latestVersion} not published
      </Badge>
    );
  }
  return (
    <Badge tone="positive" icon="check">
      Published, v{icp.publishedVersion}
    </Badge>
  );
}
