import "./tokens.css";
import "./base.css";
import "./ui/ui.css";
import "./shell/shell.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { cache } from "./data";
import { App } from "./shell/App";
import { countDown } from "./shell/countDown";

const bar = document.querySelector<HTMLElement>(".lf-viewing");
if (bar)
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`),
  ).observe(bar);
countDown();

createRoot(document.getElementById("app")!).render(
  <QueryClientProvider client={cache}>
    <App />
  </QueryClientProvider>,
);
