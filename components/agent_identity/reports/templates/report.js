"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const PAGE = 100, FIRST_WAYS = 5, MORE_WAYS = 50;
const WORDS = { yes: "escalates", unknown: "unknown", no: "no", guard: "weakens a guard" };
const ORDER = { yes: 0, unknown: 1, no: 2 };
const byId = (id) => document.getElementById(id);

// Every text is set as text: a name of the input never becomes markup.
function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const badge = (verdict) => made("span", { class: `badge ${verdict}` }, WORDS[verdict]);
const many = (list) => (list.length ? list.join(", ") : "none");
const number = (value) => value.toLocaleString("en");

function theme() {
  const button = byId("theme"), root = document.documentElement;
  const set = (dark) => {
    root.dataset.theme = dark ? "dark" : "light";
    button.textContent = dark ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${dark ? "light" : "dark"} colours`);
  };
  set(matchMedia("(prefers-color-scheme: dark)").matches);
  button.addEventListener("click", () => set(root.dataset.theme !== "dark"));
}

function summary() {
  const findings = data.principals.reduce((sum, each) => sum + each.findings.length, 0);
  const shown = [
    ["principals", data.summary.principals], ["escalate", data.summary.escalating],
    ["unknown", data.summary.unknown], ["findings", findings], ["paths to administrators", data.paths.length],
  ];
  for (const [what, count] of shown) {
    byId("summary").append(made("div", {}, made("dt", {}, what), made("dd", {}, number(count))));
  }
}

const short = (name) => {
  const last = name.split(/[:/]/).pop() || name;
  return last.length > 30 ? `${last.slice(0, 29)}…` : last;
};

const counted = (path) => (path.steps.length === 1 ? "1 step" : `${path.steps.length} steps`);

function picture(path) {
  const stops = [path.from, ...path.steps.map((step) => step.principal)];
  const width = 232, arrow = 204, height = 54;
  const svg = drawn("svg", {
    width: stops.length * width + path.steps.length * arrow + 2, height, role: "img",
    "aria-label": `${path.from} becomes ${path.to}: ${counted(path)}`,
  });
  let x = 1;
  stops.forEach((name, index) => {
    const group = drawn("g", { class: index === stops.length - 1 ? "end" : "stop" }, drawn("title", {}, name));
    group.append(drawn("rect", { x, y: 9, width, height: 36, rx: 6 }));
    group.append(drawn("text", { x: x + 12, y: 32 }, short(name)));
    svg.append(group);
    if (index < path.steps.length) {
      const from = x + width, to = from + arrow;
      svg.append(drawn("path", { d: `M${from + 4} 31 H${to - 8}` }));
      svg.append(drawn("path", { class: "head", d: `M${to - 9} 26 L${to} 31 L${to - 9} 36 Z` }));
      svg.append(drawn("text", { class: "rule", x: from + 10, y: 22 }, path.steps[index].rule.slice(0, 30)));
      x = to;
    }
  });
  return svg;
}

function ways() {
  if (!data.paths.length) return;
  byId("ways").hidden = false;
  let shown = 0;
  const more = (count) => {
    for (const path of data.paths.slice(shown, shown + count)) {
      const words = made("p", {}, made("code", {}, path.from), ` → ${counted(path)} → `, made("code", {}, path.to));
      byId("paths").append(made("li", { tabindex: "0" }, words, picture(path)));
    }
    shown += count;
    byId("more-paths").hidden = shown >= data.paths.length;
  };
  byId("more-paths").addEventListener("click", () => more(MORE_WAYS));
  more(FIRST_WAYS);
}

function place(because) {
  const parts = [because.policy ? `${because.layer} policy ${because.policy}` : because.layer];
  if (because.statement !== null) parts.push(`statement ${because.statement}${because.sid ? ` (${because.sid})` : ""}`);
  if (because.role) parts.push(`role ${because.role}`);
  if (because.scope) parts.push(`through ${because.scope}`);
  return parts.join(", ");
}

function details(principal) {
  const box = made("div");
  if (!principal.findings.length) box.append(made("p", { class: "quiet" }, "Nothing was found."));
  for (const finding of principal.findings) {
    const rule = data.rules[finding.rule];
    const heading = made("h3", {}, badge(finding.kind === "f" && finding.verdict === "yes" ? "guard" : finding.verdict), made("code", {}, finding.rule));
    const list = made("dl");
    const row = (name, ...value) => list.append(made("dt", {}, name), made("dd", {}, ...value));
    row("Why", `${finding.explanation}.`);
    if (rule && rule.why) row("Because", rule.why);
    row("Statement", ...finding.because.flatMap((each, index) => (index ? [made("br"), place(each)] : [place(each)])));
    row("Needs", made("code", {}, many(finding.needs)));
    row("On", made("code", {}, many(finding.resources)));
    if (finding.conditions.length) row("Conditions", made("code", {}, many(finding.conditions)));
    row("Fix", `${finding.fix}.`);
    if (rule && rule.source) row("Source", made("a", { href: rule.source, rel: "noreferrer" }, rule.source));
    row("Id", made("code", {}, finding.finding));
    box.append(made("div", { class: "finding" }, heading, list));
  }
  return box;
}

const text = new Map();
function searched(principal) {
  if (!text.has(principal)) text.set(principal, JSON.stringify(principal).toLowerCase());
  return text.get(principal);
}

const state = { page: 0, sort: "escalates", down: false, rows: [] };
const keys = {
  escalates: (each) => ORDER[each.escalates],
  principal: (each) => each.principal,
  agent: (each) => (each.agent === true ? 0 : each.agent === null ? 1 : 2),
  findings: (each) => -each.findings.length,
};

function chosen() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const verdict = byId("verdict").value, rule = byId("rule").value, agents = byId("agents").checked;
  const key = keys[state.sort], sign = state.down ? -1 : 1;
  return data.principals
    .filter((each) => !verdict || (verdict === "found" ? each.findings.length > 0 : each.escalates === verdict))
    .filter((each) => !rule || each.findings.some((finding) => finding.rule === rule))
    .filter((each) => !agents || each.agent === true)
    .filter((each) => words.every((word) => searched(each).includes(word)))
    .sort((one, two) => {
      const [a, b] = [key(one), key(two)];
      return sign * (a < b ? -1 : a > b ? 1 : 0) || (one.principal < two.principal ? -1 : 1);
    });
}

function draw() {
  const pages = Math.max(1, Math.ceil(state.rows.length / PAGE));
  state.page = Math.min(state.page, pages - 1);
  const rows = byId("rows");
  rows.replaceChildren();
  for (const each of state.rows.slice(state.page * PAGE, (state.page + 1) * PAGE)) {
    const button = made("button", { type: "button", "aria-expanded": "false" }, each.principal);
    const row = made("tr", {}, made("td", {}, badge(each.escalates)), made("td", { class: "who" }, button),
      made("td", {}, each.agent === null ? "unknown" : each.agent ? "yes" : "no"),
      made("td", { class: "number" }, number(each.findings.length)));
    let below = null;
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      if (open) { below.remove(); below = null; return; }
      below = made("tr", { class: "details" }, made("td", { colspan: "4" }, details(each)));
      row.after(below);
    });
    rows.append(row);
  }
  const all = data.principals.length, found = state.rows.length;
  byId("count").textContent = found === all ? `${number(all)} principals` : `${number(found)} of ${number(all)} principals`;
  byId("pages").hidden = pages === 1;
  byId("page").textContent = `page ${state.page + 1} of ${pages}`;
  byId("previous").disabled = state.page === 0;
  byId("next").disabled = state.page === pages - 1;
}

function table() {
  const rules = [...new Set(data.principals.flatMap((each) => each.findings.map((finding) => finding.rule)))].sort();
  for (const rule of rules) byId("rule").append(made("option", { value: rule }, rule));
  const again = () => { state.page = 0; state.rows = chosen(); draw(); };
  for (const id of ["search", "verdict", "rule", "agents"]) byId(id).addEventListener("input", again);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  const headings = [...document.querySelectorAll("th button")];
  const mark = () => headings.forEach((each) => each.parentElement.setAttribute("aria-sort",
    each.dataset.sort !== state.sort ? "none" : state.down ? "descending" : "ascending"));
  for (const each of headings) {
    each.addEventListener("click", () => {
      state.down = state.sort === each.dataset.sort && !state.down;
      state.sort = each.dataset.sort;
      mark(); again();
    });
  }
  const turn = (by) => () => { state.page += by; draw(); byId("principals").scrollIntoView(); };
  byId("previous").addEventListener("click", turn(-1));
  byId("next").addEventListener("click", turn(1));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) { event.preventDefault(); byId("search").focus(); }
  });
  mark(); again();
}

function given() {
  if (!data.assumptions.length) return;
  byId("given").hidden = false;
  for (const line of data.assumptions) byId("assumptions").append(made("li", {}, line));
}

theme(); summary(); ways(); table(); given();
