import { Button, Facts, Kbd } from "../ui";
import { Overlay } from "./Overlay";

export default function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Overlay label="Shortcuts" className="dialog" onClose={onClose}>
      <div className="dialog-inside">
        <h2>Shortcuts</h2>
        <Facts
          rows={[
            { label: "Find or do", value: <Kbd>Ctrl K</Kbd> },
            {
              label: "Next and previous row",
              value: (
                <>
                  <Kbd>J</Kbd> <Kbd>K</Kbd>
                </>
              ),
            },
            { label: "Open the row", value: <Kbd>Enter</Kbd> },
            { label: "Undo the last act", value: <Kbd>Ctrl Z</Kbd> },
            { label: "Close what is on top", value: <Kbd>Esc</Kbd> },
            { label: "These shortcuts", value: <Kbd>?</Kbd> },
            ...(location.pathname.startsWith("/reach/inbox")
              ? [{ label: "Done with the reply", value: <Kbd>E</Kbd> }]
              : []),
          ]}
        />
        <p className="t2">Keys without Ctrl can be turned off under Settings, Appearance.</p>
        <div className="dialog-actions">
          <Button autoFocus onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Overlay>
  );
}
