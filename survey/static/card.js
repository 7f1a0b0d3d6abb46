// The card page. Takes the code out of a scanned address, and catches typing errors before anything
// is sent. Without it the code is typed, and the server catches them: it checks in any case.
"use strict";
(() => {
  // Before anything else: nobody who takes the phone next is to find the code in the address.
  // The script stands in the page's head for this; what stands after the # was never sent.
  const takeFragment = () => {
    const fragment = location.hash.slice(1);
    if (fragment) history.replaceState(null, "", location.pathname + location.search);
    return fragment;
  };
  const scanned = takeFragment();

  // As in survey/codes.py: Crockford's 32 characters, O read as 0, I and L as 1, U as V, wide
  // letters as ours, and whatever is neither letter nor digit left out.
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const LENGTH = 10;

  const tidy = (typed) =>
    typed
      .normalize("NFKC")
      .toUpperCase()
      .replace(/O/g, "0")
      .replace(/[IL]/g, "1")
      .replace(/U/g, "V")
      .replace(/[^\p{L}\p{N}]/gu, "");

  // The check character: the code read as digits in x must come to zero in GF(32).
  const fits = (characters) => {
    let sum = 0;
    for (const character of characters) {
      sum = (sum & 0b10000 ? (sum << 1) ^ 0b100101 : sum << 1) ^ ALPHABET.indexOf(character);
    }
    return sum === 0;
  };

  // Returns what is wrong, in the words that the field brings with it; nothing where it is right.
  const faultOf = (typed, words) => {
    const characters = [...tidy(typed)];
    if (characters.length === 0) return words.noCode;
    if (characters.some((one) => !ALPHABET.includes(one))) return words.noCode;
    if (characters.length !== LENGTH) return words.notTen.replace("{count}", characters.length);
    return fits(characters) ? "" : words.mistyped;
  };

  const printed = (typed) => tidy(typed).replace(/^(.{5})(.+)$/, "$1-$2");

  document.addEventListener("DOMContentLoaded", () => {
    const field = document.getElementById("code");
    const hint = document.getElementById("code-hint");
    const status = document.getElementById("code-read");
    const box = field.parentElement;

    const clear = () => {
      document.getElementById("code-error")?.remove();
      document.querySelector(".errors")?.remove();
      box.classList.remove("wrong");
      field.removeAttribute("aria-invalid");
      field.setAttribute("aria-describedby", hint.id);
      status.textContent = "";
    };

    const complain = (fault) => {
      clear();
      const message = document.createElement("p");
      message.id = "code-error";
      message.className = "message";
      message.setAttribute("role", "alert");
      box.insertBefore(message, field);
      message.textContent = fault;
      box.classList.add("wrong");
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", `${message.id} ${hint.id}`);
      field.focus();
    };

    // It is not sent by itself: a telephone may be handed round, and each sees first whose it is.
    const fillIn = (fragment) => {
      field.value = printed(fragment);
      const fault = faultOf(field.value, field.dataset);
      if (fault) return complain(fault);
      clear();
      status.textContent = status.dataset.words;
    };

    if (scanned) fillIn(scanned);

    field.form.addEventListener("submit", (event) => {
      const fault = faultOf(field.value, field.dataset);
      if (!fault) return;
      event.preventDefault();
      complain(fault);
    });

    // What was said goes as soon as it is no longer true.
    field.addEventListener("input", () => {
      status.textContent = "";
      if (field.hasAttribute("aria-invalid") && !faultOf(field.value, field.dataset)) clear();
    });

    // Another card scanned into the same page; a link within the page is left alone.
    addEventListener("hashchange", () => {
      if (!location.hash || document.getElementById(location.hash.slice(1))) return;
      fillIn(takeFragment());
    });

    // A page taken out of the browser's memory by "back" shows no code of whoever was there before.
    addEventListener("pageshow", (event) => {
      if (event.persisted) field.value = status.textContent = "";
    });
  });
})();
