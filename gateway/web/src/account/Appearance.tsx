import { useState, useSyncExternalStore } from "react";
import { onTheme, setTheme, theme, type Theme } from "../shell/theme";
import { Section, Toggle } from "../ui";
import { setSingleKeys, singleKeys } from "../ui/keys";
import { SettingsPage } from "./SettingsPage";

const themes: { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export default function Appearance() {
  const now = useSyncExternalStore(onTheme, theme);
  const [keys, setKeys] = useState(singleKeys());
  return (
    <SettingsPage title="Appearance">
      <Section title="Theme" sub="kept in this browser">
        <fieldset className="row choices">
          <legend className="hidden">Theme</legend>
          {themes.map(({ value, label }) => (
            <label key={value} className="check">
              <input type="radio" name="theme" checked={now === value} onChange={() => setTheme(value)} />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
      </Section>
      <Section title="Keys" sub="kept in this browser">
        <Toggle
          label="Keys without Ctrl: J, K, X, A, ? and those of the lists"
          on={keys}
          change={(on) => {
            setKeys(on);
            setSingleKeys(on);
          }}
        />
      </Section>
    </SettingsPage>
  );
}
