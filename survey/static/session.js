"use strict";
// Says five minutes before that one is about to be signed out, so that nothing one is writing is
// lost. Without a script the account's page says when; the server decides either way.
(function () {
  const banner = document.getElementById("session");
  const minute = 60000, warning = 5 * minute;
  const ends = Date.now() + Number(banner.dataset.longest) * minute;
  let idleEnds = Date.now() + Number(banner.dataset.idle) * minute;

  function show(name) {
    banner.hidden = name === "";
    for (const part of banner.querySelectorAll("[data-part]")) {
      part.hidden = part.dataset.part !== name;
    }
  }

  function look() {
    const now = Date.now();
    if (now >= Math.min(ends, idleEnds)) {
      show("over");
    } else if (now >= ends - warning) {
      show("last");
    } else if (now >= idleEnds - warning) {
      show("soon");
    } else {
      show("");
    }
  }

  document.getElementById("session-stay").addEventListener("click", function () {
    fetch(banner.dataset.stay, {
      method: "POST",
      headers: { "X-CSRFToken": banner.dataset.token },
      redirect: "manual",
    }).then(function (answer) {
      idleEnds = answer.status === 204 ? Date.now() + 30 * minute : Date.now();
      look();
    }).catch(function () { /* the line is lost: the button stays */ });
  });
  setInterval(look, 5000);
})();
