import { useRef, type MouseEvent, type PointerEvent, type RefObject } from "react";

/** A press on the backdrop of a dialog closes it. One that began in a field, to draw a selection, is none. */
export function useBackdrop(box: RefObject<HTMLDialogElement | null>, close: () => void) {
  const pressed = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => void (pressed.current = event.target === box.current),
    onClick: (event: MouseEvent) => {
      if (pressed.current && event.target === box.current) close();
    },
  };
}
