import { Fragment } from "react";
import { Button, Facts, Kbd } from "../ui";
import { pageKeys } from "../ui/keys";
import { Overlay } from "./Overlay";

export default function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Overlay label="Shortcuts" className="dialog" onClose={onClose}>
      <div className="dialog-inside">
        <h2>Shortcuts</h2>
        <Facts
          rows={[
            { label: "Find or do", value: <Kbd>Ctrl K</Kbd> },
            ...pageKeys().map(({ does, keys }) => ({
              label: does,
              value: (
                <>
                  {keys.map((key) => (
                    <Fragment key={key}>
                      <Kbd>{key}</Kbd>{" "}
                    </Fragment>
                  ))}
                </>
              ),
            })),
            { label: "Undo the last act", value: <Kbd>Ctrl Z</Kbd> },
            { label: "Close what is on top", value: <Kbd>Esc</Kbd> },
            { label: "These shortcuts", value: <Kbd>?</Kbd> },
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
