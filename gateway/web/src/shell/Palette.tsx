import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { useReadOnly } from "../data";
import { routes } from "../routes";
import { Icon, type IconName } from "../ui";
import { areaNames } from "./areas";
import { commands } from "./commands";
import { opened, useFound } from "./found";
import { score } from "./match";
import { Overlay } from "./Overlay";

interface Hit {
  id: string;
  group: string;
  title: string;
  note?: string;
  icon: IconName;
  /** Cannot be done now; pressing it says why. */
  closed?: boolean;
  run: () => void;
}

/** Go to, do and find, over what exists; what is typed goes to our own services and nowhere else. */
export default function Palette({
  typed,
  onClose,
}: {
  /** What was typed before the field was there; asked once it has the focus. */
  typed: () => string;
  onClose: () => void;
}) {
  const [, go] = useLocation();
  const [text, setText] = useState("");
  useEffect(() => setText(typed()), []);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const readOnly = useReadOnly();

  const all = useMemo<(Hit & { words: string })[]>(
    () => [
      ...routes
        .filter((route) => !route.public && !route.path.includes(":"))
        .map((route) => ({
          id: route.path,
          group: "Go to",
          title: route.title,
          note: areaNames[route.area],
          icon: route.nav?.icon ?? ("arrow-right" as const),
          words: `${route.title} ${areaNames[route.area]} ${route.also ?? ""}`,
          run: () => go(route.path),
        })),
      ...commands(go, readOnly).map((command) => ({
        ...command,
        group: "Do",
        closed: command.edits,
        words: `${command.title} ${command.also ?? ""}`,
      })),
    ],
    [go, readOnly],
  );
  const near = text.trim()
    ? all
        .map((hit) => ({ hit, score: score(text, hit.words) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => (a.hit.group === b.hit.group ? b.score - a.score : a.hit.group === "Go to" ? -1 : 1))
        .map(({ hit }) => hit)
    : all;
  const { found, looking, away, cut } = useFound(text);
  const things: Hit[] = found.map((thing) => ({
    ...thing,
    run: () => {
      opened(thing);
      go(thing.href);
    },
  }));
  // What is known here stands first, so that what comes later moves nothing under the finger.
  const hits = text.trim() ? [...near, ...things] : [...things, ...near];
  const chosen = Math.min(at, hits.length - 1);

  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length > 0) {
      event.preventDefault();
      const next = (chosen + step + hits.length) % hits.length;
      setAt(next);
      list.current?.querySelectorAll("[role=option]")[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && hits[chosen]) {
      event.preventDefault();
      onClose();
      hits[chosen].run();
    }
  };

  return (
    <Overlay label="Find or do" className="palette" onClose={onClose}>
      <div className="palette-ask">
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-hits"
          aria-activedescendant={hits[chosen] ? `hit-${chosen}` : undefined}
          aria-label="Find or do"
          placeholder="Find or do"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <button type="button" className="key" onClick={onClose}>
          Esc
        </button>
      </div>
      <ul id="palette-hits" ref={list} role="listbox" aria-label="Found">
        {hits.map((hit, index) => (
          <li key={hit.id} role="presentation">
            {hits[index - 1]?.group !== hit.group && (
              <div className="palette-group" role="presentation">
                {hit.group}
              </div>
            )}
            <div
              id={`hit-${index}`}
              role="option"
              aria-selected={index === chosen}
              aria-disabled={hit.closed || undefined}
              className="palette-hit"
              onMouseMove={() => setAt(index)}
              onClick={() => {
                onClose();
                hit.run();
              }}
            >
              <Icon name={hit.icon} />
              <span>{hit.title}</span>
              {hit.note && <span className="t2">{hit.note}</span>}
              {index === chosen && (
                <span className="row-end t2" aria-hidden="true">
                  Open <kbd>↵</kbd>
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      {hits.length === 0 && !looking && (
        <p className="nothing">
          {away.length + cut.length > 0 ? "Nothing that was looked through" : "Nothing here"} is called “
          {text}”.
        </p>
      )}
      {cut.length > 0 && <p className="nothing t2">Only {cut.join(" and ")} were looked through.</p>}
      {away.length > 0 && (
        <p className="nothing t2">
          {away.join(" and ")} did not answer; what is there is not looked through.
        </p>
      )}
      <footer className="palette-foot">
        <span aria-hidden="true">
          <kbd>↑</kbd> <kbd>↓</kbd> move
        </span>
        <span role="status">
          {looking ? "Looking" : `${hits.length} found here, nothing was sent to an AI`}
        </span>
      </footer>
    </Overlay>
  );
}
