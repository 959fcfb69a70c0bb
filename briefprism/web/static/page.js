// What is nicer with a script: notes that open under the pointer, dropped files, a sign that something is being done.
// Without it, every page works by its forms and links.
"use strict";

const say = (words) => {
  const place = document.getElementById("status") ?? document.getElementById("progress");
  if (place) place.textContent = words;
};

// Notes open when the pointer rests on their mark, and close when it has left both.
if (matchMedia("(hover: hover)").matches) {
  let timer;
  const noteOf = (element) => document.getElementById(element?.closest?.(".bp-open[popovertarget]")?.getAttribute("popovertarget"));
  document.addEventListener("pointerover", (event) => {
    const note = noteOf(event.target);
    if (note) {
      clearTimeout(timer);
      timer = setTimeout(() => note.matches(":popover-open") || note.showPopover({ source: event.target.closest(".bp-open") }), 200);
    } else if (event.target.closest?.(".web-note")) {
      clearTimeout(timer);
    } else {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const open = document.querySelector(".web-note:popover-open");
        if (open && !open.contains(document.activeElement)) open.hidePopover();
      }, 500);
    }
  });
  for (const chosen of ["click", "keydown"]) document.addEventListener(chosen, () => clearTimeout(timer), true);
}

// A link in a note leads away from it, so the note closes.
document.addEventListener("click", (event) => event.target.closest?.(".web-note a")?.closest(".web-note").hidePopover());

// Enter asks the question that a field belongs to, not for a new check.
document.addEventListener("keydown", (event) => {
  const button = event.key === "Enter" && event.target.dataset?.enter;
  if (button) {
    event.preventDefault();
    document.getElementById(button).click();
  }
});

// A file may be dropped on a form; a brief is checked at once.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("web-dropping");
  });
  form.addEventListener("dragleave", () => form.classList.remove("web-dropping"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("web-dropping");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// With a file, the text may stay empty.
for (const input of document.querySelectorAll("[type=file]")) {
  const text = input.form?.querySelector("textarea[required]");
  input.addEventListener("change", () => text?.toggleAttribute("required", !input.files.length));
}

// A pressed button says that it is at work; the page that comes is a new one.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.dataset.busy && submitter && submitter.dataset.busyNot === undefined && !event.defaultPrevented) {
    submitter.setAttribute("aria-disabled", "true");
    submitter.dataset.words = submitter.textContent;
    if (!submitter.querySelector("*")) submitter.textContent = form.dataset.busy;
    say(form.dataset.busy);
  }
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-words]")) {
    button.removeAttribute("aria-disabled");
    if (!button.querySelector("*")) button.textContent = button.dataset.words;
  }
});

// A table is counted while it comes.
for (const button of document.querySelectorAll("[data-stream]")) {
  button.addEventListener("click", async (event) => {
    const input = button.form.querySelector("[type=file]");
    if (!input.files.length) return;
    event.preventDefault();
    button.disabled = true;
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: new FormData(button.form) });
      if (!answer.ok) return replacePage(await answer.text());
      await save(await counted(answer), nameOf(answer));
    } catch {
      say("The connection was lost. Please try again.");
    } finally {
      button.disabled = false;
    }
  });
}

const counted = async (answer) => {
  const parts = [];
  let rows = -1;
  for await (const part of chunks(answer.body.getReader())) {
    parts.push(part);
    for (const byte of part) rows += byte === 10 ? 1 : 0;
    say(`${Math.max(rows, 0).toLocaleString("en")} rows labelled …`);
  }
  say(`${Math.max(rows, 0).toLocaleString("en")} rows labelled. The table is saved.`);
  return new Blob(parts, { type: "text/csv" });
};

async function* chunks(reader) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

const nameOf = (answer) => decodeURIComponent(answer.headers.get("content-disposition").split("UTF-8''")[1]);

const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const replacePage = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.getElementById("main").replaceWith(page.getElementById("main"));
  document.querySelector("[aria-invalid], .web-error")?.focus();
};

// An answer that could not be given says so where it would have stood.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status < 400 || !ctx.target) return;
  const page = new DOMParser().parseFromString(ctx.text, "text/html");
  if (ctx.select && page.querySelector(ctx.select)) return;
  const told = page.querySelector("#problem .bp-lead, .web-error")?.textContent ?? "That did not work. Please try again.";
  const line = document.createElement("p");
  line.className = "web-error";
  line.textContent = told;
  ctx.target.replaceChildren(line);
  ctx.swap = "none";
});
document.addEventListener("htmx:error", () => say("The server does not answer. Please try again."));

// A sentence that was put into the text is shown at its end.
document.addEventListener("htmx:after:swap", () => {
  const text = document.querySelector("textarea[data-end]");
  if (!text) return;
  text.removeAttribute("data-end");
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  text.scrollTop = text.scrollHeight;
});
