import { useEffect, useRef, type ReactNode } from "react";

/** A native dialog that is open while it is rendered. */
export function Overlay({
  label,
  className,
  onClose,
  children,
}: {
  label: string;
  className: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  // A selection that is drawn out of a field ends on the backdrop, too: there the press must have begun.
  const pressed = useRef(false);
  useEffect(() => {
    const dialog = box.current!;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>("[autofocus], input")?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      className={className}
      aria-label={label}
      onClose={onClose}
      onPointerDown={(event) => (pressed.current = event.target === box.current)}
      onClick={(event) => pressed.current && event.target === box.current && onClose()}
    >
      {children}
    </dialog>
  );
}
