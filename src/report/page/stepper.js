// Turns the table of a run into something to step through. No library; all text comes from the recording, escaped.
(() => {
  "use strict";
  const root = document.currentScript.closest(".stepper");
  const steps = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  const table = root.querySelector("table");
  let at = 0;

  const make = (tag, properties, ...children) => {
    const it = Object.assign(document.createElement(tag), properties);
    it.append(...children);
    return it;
  };

  const back = make("button", { type: "button", textContent: "◀ back" });
  const next = make("button", { type: "button", textContent: "next ▶" });
  const status = make("output", { className: "status" });
  const list = make("ol", { className: "steps" });
  const wiring = make("div", { className: "wiring", tabIndex: 0 });
  wiring.setAttribute("aria-label", "the wiring after this step; arrow keys step");
  wiring.setAttribute("role", "group");
  const detail = make("div", { className: "detail" });
  const whole = make("button", { type: "button", textContent: "as a table" });
  const board = make("div", { className: "board" }, list, make("div", { className: "view" }, wiring, detail));
  root.prepend(make("div", { className: "bar" }, back, next, status, whole), board);
  table.hidden = true;

  steps.forEach((step, index) => {
    const sign = step.failed ? "! " : "";
    const button = make("button", { type: "button", textContent: sign + step.name });
    button.style.paddingLeft = `${0.4 + step.depth * 0.8}em`;
    button.addEventListener("click", () => go(index));
    list.append(make("li", {}, button));
  });

  const heading = (text) => make("h4", { textContent: text });

  // The bytes of a message, each in its own element so that it can be marked.
  const dump = (base64) => {
    const bytes = Array.from(atob(base64), (it) => it.charCodeAt(0));
    const pre = make("pre", { className: "bytes" });
    bytes.forEach((byte, index) => {
      const lead = index % 8 ? " " : (index ? "\n" : "") + index.toString(16).padStart(4, "0") + "  ";
      pre.append(lead, make("span", { textContent: byte.toString(16).padStart(2, "0") }));
    });
    return pre;
  };

  const message = (action) => {
    const bytes = dump(action.bytes);
    const cells = bytes.querySelectorAll("span");
    const rows = make("div", { className: "tree" });
    const nodes = action.tree.map(([depth, text, from, to]) => {
      const row = make("button", { type: "button", textContent: text });
      row.style.paddingLeft = `${depth}em`;
      const mark = () => {
        cells.forEach((cell, index) => cell.classList.toggle("marked", index >= from && index < to));
        nodes.forEach((it) => it.row.classList.toggle("marked", it.row === row));
      };
      row.addEventListener("focus", mark);
      row.addEventListener("mouseenter", mark);
      row.addEventListener("click", mark);
      rows.append(row);
      return { row, from, to, mark };
    });
    cells.forEach((cell, index) =>
      cell.addEventListener("mouseenter", () => {
        const inside = nodes.filter((it) => index >= it.from && index < it.to);
        if (inside.length) inside[inside.length - 1].mark();
      }),
    );
    return make("div", { className: "message" }, rows, bytes);
  };

  const actionItem = (action) => {
    const head = [action.text];
    (action.commands || []).forEach((it) => head.push(make("br"), make("code", { textContent: "$ " + it })));
    if (!action.tree) return make("li", { className: action.failed ? "failed" : "" }, ...head);
    const more = make("details", {}, make("summary", {}, ...head));
    // Built when it is opened: most are not.
    more.addEventListener("toggle", () => more.querySelector(".message") || more.append(message(action)));
    return make("li", { className: action.failed ? "failed" : "" }, more);
  };

  const signs = { "+": "made", "-": "removed", "~": "changed" };

  const go = (to) => {
    at = Math.max(0, Math.min(steps.length - 1, to));
    const step = steps[at];
    back.disabled = at === 0;
    next.disabled = at === steps.length - 1;
    status.textContent = `step ${at + 1} of ${steps.length}: ${step.title}`;
    list.querySelectorAll("button").forEach((it, index) => {
      it.classList.toggle("done", index < at);
      if (index === at) it.setAttribute("aria-current", "step");
      else it.removeAttribute("aria-current");
    });
    const here = list.children[at];
    list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 2;
    wiring.innerHTML = step.wiring;
    detail.replaceChildren(make("h3", { textContent: step.title }), make("p", { textContent: step.text }));
    if (step.changes.length) {
      const changes = step.changes.map(([sign, text]) =>
        make("li", { className: signs[sign] || "", textContent: `${sign} ${text}` }),
      );
      detail.append(heading("what has changed"), make("ul", {}, ...changes));
    }
    if (step.actions.length) {
      detail.append(heading("what the plugin does"), make("ul", {}, ...step.actions.map(actionItem)));
    }
    step.json.forEach(([name, text]) => detail.append(heading(name), make("pre", { textContent: text })));
  };

  back.addEventListener("click", () => go(at - 1));
  next.addEventListener("click", () => go(at + 1));
  whole.addEventListener("click", () => {
    table.hidden = !table.hidden;
    board.hidden = !table.hidden;
    whole.textContent = table.hidden ? "as a table" : "step by step";
  });
  const keys = {
    ArrowRight: () => go(at + 1), n: () => go(at + 1), ".": () => go(at + 1), ">": () => go(at + 1),
    ArrowLeft: () => go(at - 1), ",": () => go(at - 1), "<": () => go(at - 1),
    Home: () => go(0), End: () => go(steps.length - 1),
  };
  root.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
    act();
    // The book would turn the page.
    event.preventDefault();
    event.stopPropagation();
  });
  let from = null;
  wiring.addEventListener("touchstart", (event) => (from = event.touches[0].clientX), { passive: true });
  wiring.addEventListener("touchend", (event) => {
    const by = from === null ? 0 : event.changedTouches[0].clientX - from;
    from = null;
    if (Math.abs(by) > 60) go(at + (by < 0 ? 1 : -1));
  });
  go(0);
})();
