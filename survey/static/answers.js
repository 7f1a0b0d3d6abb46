// Pages with questions. Sends each choice as soon as it is made, and says so; where the connection
// is lost it waits and sends when it is back. Without this script the page is saved as a whole.
"use strict";
(() => {
  const FIRST_WAIT = 1000; // milliseconds, and twice as long each time
  const LONGEST_WAIT = 30000;
  const PATIENCE = 20000; // with one request, before it counts as lost
  const SLOW = 1500; // only then "saving" is said: a flicker would be read aloud each time
  const TYPING = 1000; // without a key pressed
  const AWAKE = 30 * 60 * 1000; // the session lasts while the page is open
  const AWAY = [502, 503, 504]; // the server is not there, and will be

  document.addEventListener("DOMContentLoaded", () => {
    const line = document.getElementById("saving");
    const sheet = document.querySelector("main input[name=sheet]");
    const form = sheet ? sheet.form : document.querySelector("main form");
    if (!line || !form || !window.fetch || !window.AbortController) return;
    const words = line.dataset;

    // This page in this window: what it sends is numbered, so that nothing counts twice.
    const writer = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
      (byte + 256).toString(16).slice(1)
    ).join("");
    let count = 0;
    let known = ""; // the version of the draft, once we were told that another window wrote in it
    const unsent = new Set(); // names of the questions
    let wanted = null; // the button that was pressed
    let busy = false;
    let leaving = false;
    let stopped = false; // the server says no; its page says why
    let isLost = false;
    let wait = FIRST_WAIT;
    let timer;

    const say = (text) => {
      if (text && line.textContent !== text) line.textContent = text;
    };

    const warn = (event) => {
      event.preventDefault();
      event.returnValue = "";
    };
    const warnIfUnsent = () => {
      if (unsent.size && !stopped) addEventListener("beforeunload", warn);
      else removeEventListener("beforeunload", warn);
    };

    const everything = () => new URLSearchParams(new FormData(form));

    const stamp = (body) => {
      count += 1;
      body.set("writer", writer);
      body.set("count", count);
      return body;
    };

    // Returns the status and what was said, or nothing where the connection is lost.
    const post = async (address, body) => {
      const patience = new AbortController();
      const ending = setTimeout(() => patience.abort(), PATIENCE);
      const slow = setTimeout(() => isLost || say(words.saving), SLOW);
      try {
        const response = await fetch(address, {
          method: "POST",
          body,
          credentials: "same-origin",
          headers: { "X-From-Script": "1" },
          signal: patience.signal,
        });
        if (AWAY.includes(response.status)) return null;
        const type = response.headers.get("Content-Type") || "";
        const said = type.startsWith("application/json") ? await response.json() : {};
        return { status: response.status, said };
      } catch (error) {
        return null;
      } finally {
        clearTimeout(ending);
        clearTimeout(slow);
      }
    };

    const lose = () => {
      isLost = true;
      line.classList.add("lost");
      say(wanted ? words.waiting : words.lost);
      timer = setTimeout(next, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
      return false;
    };

    const find = () => {
      isLost = false;
      line.classList.remove("lost");
      wait = FIRST_WAIT;
    };

    const sendChoices = async () => {
      const now = everything();
      const body = new URLSearchParams();
      for (const name of ["csrf_token", "sheet"]) body.set(name, now.get(name));
      const names = Array.from(unsent);
      for (const name of names) body.set(name, now.get(name) || "");
      if (known) body.set("known", known);
      const answer = await post(words.choices, stamp(body));
      if (!answer) return lose();
      const wasLost = isLost;
      find();
      if (answer.status !== 200 || !answer.said.saved) return stop(answer);
      if (answer.said.elsewhere.length) known = answer.said.known;
      const latest = everything();
      for (const name of names) {
        // Written in another window meanwhile: this is the later choice, and is sent once more.
        if (answer.said.elsewhere.includes(name)) continue;
        if ((latest.get(name) || "") === body.get(name)) unsent.delete(name);
      }
      const faults = Object.values(answer.said.refused);
      if (!unsent.size) say(faults[0] || (wasLost ? words.again : words.saved));
      return true;
    };

    const stop = (answer) => {
      stopped = true;
      // Sent in or erased: there is nothing left to save, and nothing is lost by leaving.
      const isOver = answer.status === 409 || answer.status === 410;
      say(isOver ? answer.said.words : words.refused);
      if (isOver) unsent.clear();
      return true;
    };

    // Lets the browser send the form itself, so that the person meets the server's own page.
    const sendAsBrowser = () => {
      const fields = [["writer", writer], ["count", count + 1]];
      if (wanted.name) fields.push([wanted.name, wanted.value]);
      for (const [name, value] of fields) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        form.appendChild(field);
      }
      form.action = wanted.getAttribute("formaction") || form.action;
      unsent.clear();
      warnIfUnsent();
      leaving = true;
      form.submit();
    };

    const sendPage = async () => {
      const body = stamp(everything());
      if (wanted.name) body.set(wanted.name, wanted.value);
      const answer = await post(wanted.getAttribute("formaction") || form.action, body);
      if (!answer) return lose();
      find();
      if (answer.said.address) {
        leaving = true;
        location.assign(answer.said.address);
      } else sendAsBrowser();
      return false;
    };

    // One thing at a time: what was chosen first, the page as a whole last. Each says whether to go
    // on at once.
    const step = async () => {
      warnIfUnsent();
      if (leaving) return false;
      if (unsent.size && !stopped) return sendChoices();
      if (!wanted) return false;
      if (!stopped) return sendPage();
      sendAsBrowser();
      return false;
    };
    const next = async () => {
      if (busy) return;
      busy = true;
      clearTimeout(timer);
      while (await step());
      busy = false;
    };

    const choose = (field, delay) => {
      if (!sheet || stopped || !field.name || field.type === "hidden") return;
      unsent.add(field.name);
      warnIfUnsent();
      clearTimeout(timer);
      if (delay) timer = setTimeout(next, delay);
      else next();
    };
    form.addEventListener("change", (event) => choose(event.target));
    form.addEventListener("input", (event) => {
      if (!["radio", "checkbox"].includes(event.target.type)) choose(event.target, TYPING);
    });

    let pressed = null;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button && button.form === form) pressed = button;
      // Whoever must get away is not asked whether to stay.
      if (event.target.closest(".exit")) {
        stopped = true;
        warnIfUnsent();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      wanted = event.submitter || pressed || form.querySelector("button");
      next();
    });

    const tryAgain = () => {
      wait = FIRST_WAIT;
      if (isLost) next();
    };
    addEventListener("online", tryAgain);
    document.addEventListener("visibilitychange", () => document.hidden || tryAgain());
    // A page taken out of the browser's memory by "back" is a page to answer on again.
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      wanted = null;
      leaving = false;
    });

    if (sheet) {
      setInterval(() => {
        const body = new URLSearchParams();
        body.set("csrf_token", everything().get("csrf_token"));
        fetch(words.awake, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
      }, AWAKE);
    }
  });
})();
