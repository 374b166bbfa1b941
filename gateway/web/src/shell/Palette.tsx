import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { routes } from "../routes";
import { Icon, type IconName } from "../ui";
import { areaNames } from "./areas";
import { commands } from "./commands";
import { score } from "./match";
import { Overlay } from "./Overlay";

interface Hit {
  id: string;
  group: string;
  title: string;
  note?: string;
  icon: IconName;
  run: () => void;
}

/** Go to and do, over what exists; answered in the page, nothing is sent anywhere. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);

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
      ...commands(go).map((command) => ({
        ...command,
        group: "Do",
        words: `${command.title} ${command.also ?? ""}`,
      })),
    ],
    [go],
  );
  const started = performance.now();
  const hits = text.trim()
    ? all
        .map((hit) => ({ hit, score: score(text, hit.words) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => (a.hit.group === b.hit.group ? b.score - a.score : a.hit.group === "Go to" ? -1 : 1))
        .map(({ hit }) => hit)
    : all;
  const took = Math.max(1, Math.round(performance.now() - started));
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
      {hits.length === 0 && <p className="nothing">Nothing here is called “{text}”.</p>}
      <footer className="palette-foot">
        <span aria-hidden="true">
          <kbd>↑</kbd> <kbd>↓</kbd> move
        </span>
        <span role="status">
          {hits.length} found here in {took} ms, nothing was sent to an AI
        </span>
      </footer>
    </Overlay>
  );
}
