import { useEffect, useRef, type ReactNode } from "react";
import { useBackdrop } from "../ui/useBackdrop";

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
  const backdrop = useBackdrop(box, onClose);
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
    <dialog ref={box} className={className} aria-label={label} onClose={onClose} {...backdrop}>
      {children}
    </dialog>
  );
}
