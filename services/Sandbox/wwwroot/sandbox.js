// Shows new mail and new answers without losing what the reader is typing.
const parts = ["count", "list", "answers", "told"];
let known;

async function look() {
  if (document.hidden || !document.querySelector("main.mail")) return;
  const now = await (await fetch("/mail/changes")).text();
  if (known !== undefined && now !== known) {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    for (const id of parts) {
      const [mine, fresh] = [document.getElementById(id), page.getElementById(id)];
      const focused = mine?.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      if (mine && fresh && mine.innerHTML !== fresh.innerHTML) {
        mine.replaceChildren(...fresh.childNodes);
        if (focused) mine.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
      }
    }
  }
  known = now;
}

setInterval(() => look().catch(() => (known = undefined)), 1500);
look().catch(() => {});

document.getElementById("box")?.addEventListener("change", (event) => event.target.form.requestSubmit());
