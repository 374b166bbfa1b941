import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import type { Act } from "../data";
import { Button } from "./Button";
import { Facts, type Fact } from "./Table";
import { useBackdrop } from "./useBackdrop";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Esc closes the topmost only; the focus returns to where it was. */
export function Dialog({ open, onClose, title, children, actions }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const backdrop = useBackdrop(box, onClose);
  const titleId = useId();
  // Before the next key is heard: who types at once types into the dialog.
  useLayoutEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  useLayoutEffect(() => {
    const dialog = box.current;
    // Taken off the page as it is, it would leave the focus nowhere.
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={box}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        // Closed by what is rendered, so that a key that comes at once meets the page as it is.
        event.preventDefault();
        if (event.target === box.current) onClose();
      }}
      // Told a moment later, when it may be open again, or off the page.
      onClose={() => box.current?.open === false && onClose()}
      {...backdrop}
    >
      {open && (
        <div className="dialog-inside">
          <h2 id={titleId}>{title}</h2>
          {children}
          {actions && <div className="dialog-actions">{actions}</div>}
        </div>
      )}
    </dialog>
  );
}

/**
 * Asks before something that cannot be taken back: the question as title, the consequence, what
 * leaves for whom, then the verb. `<Confirm title="Send to 41 people now?" verb="Send 41 mails" …>`
 */
export function Confirm({
  open,
  onClose,
  title,
  children,
  leaves,
  verb,
  busy,
  act,
  onConfirm,
  destroys,
}: Omit<DialogProps, "actions"> & {
  /** The exact fields that go to another company. */
  leaves?: Fact[];
  verb: string;
  busy?: string;
  act?: Act;
  onConfirm: () => void;
  destroys?: boolean;
}) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind={destroys ? "danger-fill" : "main"} act={act} busy={busy} onClick={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      <div className="t2">{children}</div>
      {leaves && <Facts rows={leaves} label="What leaves" />}
    </Dialog>
  );
}
