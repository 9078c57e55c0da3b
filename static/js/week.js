// The week as a drawing: seven days of half hours over the rows of the form below, which stay the
// truth. Whatever is drawn is written into the rows; what is typed or swapped there is drawn again.
(function () {
  "use strict";
  const editor = document.getElementById("week-editor");
  if (!editor) return;
  const words = JSON.parse(editor.dataset.words);
  const panel = document.getElementById("week-panel");
  const blank = document.getElementById("week-blank");
  const status = editor.querySelector("[data-week-says]");
  const board = editor.querySelector("[data-week-board]");
  const tabs = [...editor.querySelectorAll("[data-week-day]")];
  const undoButton = editor.querySelector("[data-week-undo]");
  const DAY = 1440;
  const HALF = 30;
  const SLOTS = DAY / HALF;
  const LONG_PRESS = 350;
  const MOVED = 5;
  const past = [];
  const at = { day: Number(editor.dataset.today), slot: 18 };
  const cells = [];
  const columns = [];
  let rules = [];
  let drag = null;
  let edited = null;

  const form = () => document.getElementById("week-form");
  const rows = () => [...form().querySelectorAll(".rule-row")];
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
  const pad = (number) => String(number).padStart(2, "0");
  const clock = (minute) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
  const stored = (minute) => (minute >= DAY - 1 ? "23:59" : clock(minute));
  const copied = (list) => list.map((rule) => ({ ...rule, people: [...rule.people] }));
  const key = (rule) => [rule.start, rule.stop, rule.who, ...rule.people].join(" ");

  const shape = ({ place, days, start, stop, who, people }) => [place, days, start, stop, who, people];
  const same = (one, other) => JSON.stringify(one.map(shape)) === JSON.stringify(other.map(shape));

  function say(text) {
    status.textContent = "";
    window.setTimeout(() => (status.textContent = text), 50);
  }

  // Rows and rules ---------------------------------------------------------------------------

  function fieldsOf(box) {
    const named = (end) => [...box.querySelectorAll(`[name$="-${end}"]`)];
    return {
      days: named("days"),
      start: named("start")[0],
      stop: named("stop")[0],
      who: named("who")[0],
      people: named("people"),
    };
  }

  function readFields(box) {
    const fields = fieldsOf(box);
    const days = fields.days.filter((one) => one.checked).reduce((mask, one) => mask | Number(one.value), 0);
    let [start, stop] = [fields.start.value, fields.stop.value];
    if (start === stop && (start === "" || start === "00:00")) [start, stop] = ["00:00", "23:59"];
    const people = fields.people.filter((one) => one.checked).map((one) => one.value);
    return { days, start, stop, who: fields.who.value, people: fields.who.value === "only" ? people : [] };
  }

  function writeFields(box, rule) {
    const fields = fieldsOf(box);
    for (const one of fields.days) one.checked = Boolean(rule.days & Number(one.value));
    fields.start.value = rule.start;
    fields.stop.value = rule.stop;
    fields.who.value = rule.who;
    for (const one of fields.people) one.checked = rule.people.includes(one.value);
  }

  const placeOf = (row) => row.querySelector("input[name=rule]").value;
  const readRows = () => rows().map((row) => ({ place: placeOf(row), ...readFields(row) }));

  function nextPlace() {
    const placed = [...rules, ...past.flat()].filter((rule) => rule.place !== undefined);
    const taken = placed.map((rule) => Number(rule.place));
    return String(Math.max(Number(editor.dataset.stored) - 1, -1, ...taken) + 1);
  }

  function newRow(place) {
    const row = blank.content.firstElementChild.cloneNode(true);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "for", "name", "value", "data-reveal", "aria-labelledby", "aria-describedby"]) {
        const text = element.getAttribute(name);
        if (text) element.setAttribute(name, text.replaceAll(editor.dataset.blank, place));
      }
    }
    row.removeAttribute("open");
    return row;
  }

  // The rows follow the rules; a row that says what it said is left alone.
  function writeRows() {
    const old = new Map(rows().map((row) => [placeOf(row), row]));
    const list = form().querySelector("[data-week-rows]");
    for (const rule of rules) {
      if (rule.place === undefined) rule.place = nextPlace();
      const row = old.get(rule.place) || newRow(rule.place);
      const isNew = !old.delete(rule.place);
      list.append(row);
      if (!isNew && same([readFields(row)], [{ ...rule, place: undefined }])) continue;
      writeFields(row, rule);
      row.querySelector(".rule-words").textContent = sentence(rule);
    }
    for (const row of old.values()) row.remove();
    rows().forEach((row, number) => (row.querySelector(".rule-number").textContent = number + 1));
    const nothing = form().querySelector("[data-week-nothing]");
    if (nothing) nothing.hidden = rules.length > 0;
    form().dispatchEvent(new Event("input", { bubbles: true }));
  }

  function groupNames(people) {
    const labels = fieldsOf(blank.content).people.filter((one) => people.includes(one.value));
    const names = labels.map((one) => one.closest("label").textContent.trim());
    return [...names, ...people.filter((name) => !labels.some((one) => one.value === name))].join(", ");
  }

  function whoOf(rule) {
    if (rule.who === "only") return fill(words.groups, { groups: groupNames(rule.people) });
    return rule.who === "nobody" ? words.nobody : words.everybody;
  }

  function nameOf(rule) {
    return rule.who === "only" ? groupNames(rule.people) : words.names[rule.who];
  }

  function daysOf(mask) {
    if (words.masks[mask]) return words.masks[mask];
    return words.days.filter((_name, day) => mask & (1 << day)).join(", ");
  }

  function sentence(rule) {
    const values = { days: daysOf(rule.days), start: rule.start, stop: rule.stop, who: whoOf(rule) };
    return fill(words.rule, values);
  }

  // Every change goes through here, so that one step back undoes it.
  function change(act, told) {
    past.push(copied(rules));
    act();
    settle();
    writeRows();
    draw();
    say(told());
  }

  // Equal times for the same people are one rule; a rule without days is none.
  function settle() {
    const kept = new Map();
    for (const rule of rules) {
      const twin = kept.get(key(rule));
      if (twin) twin.days |= rule.days;
      else kept.set(key(rule), rule);
    }
    rules = [...kept.values()].filter((rule) => rule.days);
  }

  function undo() {
    const before = past.pop();
    if (!before) return;
    rules = before;
    writeRows();
    draw();
    say(words.undone);
  }

  // Pieces: what of a rule lies on a day ------------------------------------------------------

  const minutes = (text) => (/^\d\d:\d\d$/.test(text) ? Number(text.slice(0, 2)) * 60 + Number(text.slice(3)) : NaN);

  function piecesOf(rule) {
    const start = minutes(rule.start);
    const stop = rule.stop === "23:59" ? DAY : minutes(rule.stop);
    if (Number.isNaN(start) || Number.isNaN(stop) || rule.start === rule.stop) return [];
    const pieces = [];
    for (let day = 0; day < 7; day++) {
      if (!(rule.days & (1 << day))) continue;
      const whole = { rule, first: day };
      if (start < stop) pieces.push({ ...whole, day, start, stop });
      else {
        pieces.push({ ...whole, day, start, stop: DAY, goesOn: true });
        if (stop) pieces.push({ ...whole, day: (day + 1) % 7, start: 0, stop, came: true });
      }
    }
    return pieces;
  }

  // What wins lies on top, then the shorter one.
  const allPieces = () => {
    const top = (piece) => (piece.rule.who === "nobody" ? DAY : 0) - (piece.stop - piece.start);
    return rules.flatMap(piecesOf).sort((a, b) => top(a) - top(b));
  };

  function pieceAt(day, slot) {
    const inSlot = (piece) => piece.day === day && piece.start < (slot + 1) * HALF && piece.stop > slot * HALF;
    return allPieces().filter(inSlot).pop();
  }

  // The rule of this day alone, so that other days stay as they are.
  function alone(piece) {
    const bit = 1 << piece.first;
    if (piece.rule.days === bit) return piece.rule;
    piece.rule.days &= ~bit;
    const rule = { ...piece.rule, people: [...piece.rule.people], place: undefined, days: bit };
    rules.push(rule);
    return rule;
  }

  function told(day, start, stop, who) {
    return fill(words.piece, { day: words.days[day], start: clock(start), stop: clock(stop), who });
  }

  function paint(day, start, stop) {
    const rule = { days: 1 << day, start: clock(start), stop: stored(stop), who: brush(), people: [] };
    change(() => rules.push(rule), () => told(day, start, stop, whoOf(rule)));
  }

  function stretch(piece, start, stop) {
    const day = piece.day;
    change(
      () => {
        const rule = alone(piece);
        if (!piece.came) rule.start = clock(start);
        if (!piece.goesOn) rule.stop = stored(stop);
      },
      () => told(day, start, stop, whoOf(piece.rule))
    );
  }

  function remove(piece) {
    change(
      () => (piece.rule.days &= ~(1 << piece.first)),
      () => fill(words.removed, { what: told(piece.day, piece.start, piece.stop, whoOf(piece.rule)) })
    );
  }

  const brush = () => editor.querySelector("[data-week-brush]:checked").value;

  // The drawing --------------------------------------------------------------------------------

  function build() {
    const grid = make("div", "week-cells", { role: "grid", "aria-label": words.grid, "aria-describedby": "week-help" });
    const head = make("div", "week-line", { role: "row" });
    head.append(make("span", "week-corner", { role: "columnheader" }, words.time));
    for (let day = 0; day < 7; day++) {
      const name = make("span", "week-head", { role: "columnheader", "data-day": day }, words.short[day]);
      name.style.gridColumn = day + 2;
      head.append(name);
    }
    grid.append(head);
    for (let slot = 0; slot < SLOTS; slot++) {
      const line = make("div", "week-line", { role: "row" });
      const hour = make("span", "week-hour", { role: "rowheader" }, clock(slot * HALF));
      hour.classList.toggle("is-half", slot % 2 === 1);
      hour.style.gridRow = slot + 2;
      line.append(hour);
      for (let day = 0; day < 7; day++) {
        const cell = make("span", "week-cell", { role: "gridcell", tabindex: "-1", "data-day": day });
        cell.classList.toggle("is-half", slot % 2 === 1);
        cell.style.gridRow = slot + 2;
        cell.style.gridColumn = day + 2;
        cells.push(cell);
        line.append(cell);
      }
      grid.append(line);
    }
    board.append(grid);
    for (let day = 0; day < 7; day++) {
      const column = make("div", "week-column", { "aria-hidden": "true", "data-day": day });
      column.style.gridColumn = day + 2;
      listen(column, day);
      columns.push(column);
      board.append(column);
    }
    grid.addEventListener("keydown", press);
  }

  function make(tag, name, attributes, text) {
    const element = document.createElement(tag);
    element.className = name;
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function draw() {
    for (const column of columns) column.replaceChildren();
    const drawn = [];
    for (const piece of allPieces()) {
      const below = drawn.filter((one) => one.day === piece.day && one.start < piece.stop && one.stop > piece.start);
      const box = block(piece);
      box.style.insetInlineStart = `${3 + 12 * Math.min(below.length, 3)}px`;
      columns[piece.day].append(box);
      drawn.push(piece);
    }
    cells.forEach((cell, number) => {
      const [slot, day] = [Math.floor(number / 7), number % 7];
      const piece = pieceAt(day, slot);
      const who = piece ? whoOf(piece.rule) : words.free;
      cell.setAttribute("aria-label", told(day, slot * HALF, (slot + 1) * HALF, who));
      cell.tabIndex = day === at.day && slot === at.slot ? 0 : -1;
    });
    undoButton.disabled = past.length === 0;
    show(at.day);
  }

  function block(piece) {
    const kind = piece.rule.who === "only" ? "groups" : piece.rule.who;
    const box = make("div", `week-block is-${kind}`, {});
    box.style.top = `${(piece.start / DAY) * 100}%`;
    box.style.height = `${((piece.stop - piece.start) / DAY) * 100}%`;
    box.append(make("span", "", {}, `${clock(piece.start)}–${clock(piece.stop)}`), make("span", "", {}, nameOf(piece.rule)));
    if (!piece.came) box.append(make("i", "week-grip is-top", { "data-edge": "start" }));
    if (!piece.goesOn) box.append(make("i", "week-grip is-bottom", { "data-edge": "stop" }));
    box.piece = piece;
    return box;
  }

  // On a phone one day at a time.
  function show(day) {
    at.day = day;
    tabs.forEach((tab, number) => tab.setAttribute("aria-pressed", String(number === day)));
    for (const part of board.querySelectorAll("[data-day]")) {
      part.classList.toggle("is-shown", Number(part.dataset.day) === day);
    }
  }

  function focus(day, slot) {
    cells[at.slot * 7 + at.day].tabIndex = -1;
    at.slot = slot;
    show(day);
    const cell = cells[slot * 7 + day];
    cell.tabIndex = 0;
    cell.focus({ preventScroll: drag !== null });
  }

  // Keys ---------------------------------------------------------------------------------------

  const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function press(event) {
    const step = STEPS[event.key];
    const piece = pieceAt(at.day, at.slot);
    const known = step || ["Enter", " ", "Delete", "Backspace", "Home", "End"].includes(event.key);
    if ((event.ctrlKey || event.metaKey) && event.key === "z") undo();
    else if (!known || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (step && event.shiftKey) stretchBy(step, piece);
    else if (step) focus((at.day + step[0] + 7) % 7, Math.min(Math.max(at.slot + step[1], 0), SLOTS - 1));
    else if (event.key === "Home") focus(at.day, 0);
    else if (event.key === "End") focus(at.day, SLOTS - 1);
    else if (event.key === "Enter" || event.key === " ") open(piece, at.slot * HALF, at.slot * HALF + 60);
    else if (piece) remove(piece);
    else say(words.nothing);
    event.preventDefault();
  }

  // Down and up move the end of the block, left and right lay a copy of it on the day beside.
  function stretchBy([days, slots], piece) {
    if (!piece) {
      paint(at.day, at.slot * HALF, (at.slot + 1) * HALF);
      return;
    }
    if (days) {
      const day = (piece.first + days + 7) % 7;
      change(() => (piece.rule.days |= 1 << day), () => sentence(rules.find((rule) => key(rule) === key(piece.rule))));
      focus((at.day + days + 7) % 7, at.slot);
      return;
    }
    const stop = slots > 0 ? Math.floor(piece.stop / HALF) * HALF + HALF : Math.ceil(piece.stop / HALF) * HALF - HALF;
    if (stop > DAY || stop <= piece.start || piece.goesOn) {
      say(words.nothing);
      return;
    }
    stretch(piece, piece.start, stop);
    focus(at.day, Math.min(Math.max(Math.ceil(stop / HALF) - 1, 0), SLOTS - 1));
  }

  // Pointers -----------------------------------------------------------------------------------

  function listen(column, day) {
    const minuteOf = (event) => {
      const box = column.getBoundingClientRect();
      return Math.min(Math.max(((event.clientY - box.top) / box.height) * DAY, 0), DAY - 1);
    };
    column.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || drag) return;
      const box = event.target.closest(".week-block");
      const edge = event.target.dataset.edge;
      drag = { box, edge, from: minuteOf(event), y: event.clientY, id: event.pointerId };
      // A finger that moves at once scrolls the page; one that stays, or that takes an edge, draws.
      if (event.pointerType !== "touch" || edge) begin(column, event.pointerId);
      else drag.timer = window.setTimeout(() => drag && begin(column, drag.id), LONG_PRESS);
    });
    column.addEventListener("pointermove", (event) => {
      if (!drag) return;
      if (Math.abs(event.clientY - drag.y) > MOVED) {
        if (!drag.isOn) return drop();
        drag.moved = true;
      }
      if (drag.moved) ghost(column, span(minuteOf(event)));
    });
    column.addEventListener("pointerup", (event) => {
      if (!drag) return;
      const { box, edge, moved, from } = drag;
      const [start, stop] = span(minuteOf(event));
      drop();
      focus(day, Math.floor(from / HALF));
      if (moved && edge) stretch(box.piece, start, stop);
      else if (moved && !box) paint(day, start, stop);
      else if (!moved) open(box && box.piece, Math.floor(from / HALF) * HALF, Math.floor(from / HALF) * HALF + 60);
      if (moved) focus(day, Math.floor(start / HALF));
    });
    column.addEventListener("pointercancel", drop);
    column.addEventListener("touchmove", (event) => drag && drag.isOn && event.preventDefault(), { passive: false });
  }

  function begin(column, id) {
    drag.isOn = true;
    column.setPointerCapture(id);
    column.classList.add("is-drawn");
  }

  function span(minute) {
    const piece = drag.box && drag.box.piece;
    const near = Math.round(minute / HALF) * HALF;
    if (piece && drag.edge === "start") return [Math.min(near, piece.stop - HALF), piece.stop];
    if (piece && drag.edge === "stop") return [piece.start, Math.max(near, piece.start + HALF)];
    const [low, high] = [Math.min(drag.from, minute), Math.max(drag.from, minute)];
    return [Math.floor(low / HALF) * HALF, Math.floor(high / HALF) * HALF + HALF];
  }

  function ghost(column, [start, stop]) {
    if (drag.box && !drag.edge) return;
    if (!drag.ghost) column.append((drag.ghost = make("div", "week-block is-ghost", {})));
    drag.ghost.style.top = `${(start / DAY) * 100}%`;
    drag.ghost.style.height = `${((stop - start) / DAY) * 100}%`;
    drag.ghost.textContent = `${clock(start)}–${clock(stop)}`;
  }

  function drop() {
    if (!drag) return;
    window.clearTimeout(drag.timer);
    if (drag.ghost) drag.ghost.remove();
    for (const column of columns) column.classList.remove("is-drawn");
    drag = null;
  }

  // The small panel for exact times ----------------------------------------------------------

  function open(piece, start, stop) {
    edited = piece ? piece.rule : null;
    const fresh = { days: 1 << at.day, start: clock(start), stop: stored(stop), who: brush(), people: [] };
    writeFields(panel, edited || fresh);
    panel.querySelector("[data-week-remove]").hidden = !edited;
    panel.querySelector("[data-week-problem]").hidden = true;
    panel.showModal();
    panel.dispatchEvent(new Event("change", { bubbles: true }));
    fieldsOf(panel).start.focus();
  }

  function apply() {
    const rule = readFields(panel);
    const isWhole = rule.days && minutes(rule.start) >= 0 && minutes(rule.stop) >= 0 && rule.start !== rule.stop;
    if (!isWhole || (rule.who === "only" && !rule.people.length)) {
      panel.querySelector("[data-week-problem]").hidden = false;
      return;
    }
    panel.close();
    const target = edited;
    change(() => (target ? Object.assign(target, rule) : rules.push(rule)), () => sentence(rule));
    cells[at.slot * 7 + at.day].focus();
  }

  panel.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.weekWeekdays !== undefined) {
      for (const one of fieldsOf(panel).days) one.checked = Number(one.value) < 32;
    } else if (button.dataset.weekRemove !== undefined) {
      const [gone, what] = [edited, sentence(edited)];
      panel.close();
      change(() => (gone.days = 0), () => fill(words.removed, { what }));
    } else if (button.dataset.weekCancel !== undefined) panel.close();
  });
  panel.addEventListener("close", () => cells[at.slot * 7 + at.day].focus());

  // What is done elsewhere on the page ---------------------------------------------------------

  function again() {
    const now = readRows();
    if (same(now, rules)) return;
    past.push(rules);
    rules = now;
    draw();
  }

  tabs.forEach((tab, day) => tab.addEventListener("click", () => show(day)));
  undoButton.addEventListener("click", undo);
  document.addEventListener("change", (event) => event.target.closest("#week-form") && again());
  document.addEventListener("htmx:after:swap", again);

  build();
  rules = readRows();
  editor.hidden = false;
  const picture = document.getElementById("week-picture");
  if (picture) picture.hidden = true;
  draw();
})();
