import sprite from "../generated/icons.svg?url";
import type { IconName } from "./icons";

/** Decoration beside words: a reader hears the words only. */
export function Icon({
  name,
  size = 16,
  turning,
}: {
  name: IconName;
  size?: 14 | 16 | 20;
  turning?: boolean;
}) {
  return (
    <svg className={`icon icon-${size}${turning ? " turning" : ""}`} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
