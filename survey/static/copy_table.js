// Puts a button at each table that copies it as it would be pasted into a spreadsheet.
// Without JavaScript, or where the browser gives no clipboard, the link beside saves the table.
"use strict";
(function () {
  const page = document.querySelector("[data-copy]");
  if (!page || !navigator.clipboard) return;
  const cells = (row) => Array.from(row.cells, (cell) => cell.textContent.trim().replaceAll("\u2212", "-")).join("\t");
  for (const table of page.querySelectorAll("table")) {
    const ways = table.closest(".box").nextElementSibling;
    if (!ways || !ways.classList.contains("saves")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.lang = page.dataset.lang;
    button.textContent = page.dataset.copy;
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    told.lang = page.dataset.lang;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(Array.from(table.rows, cells).join("\n")).then(() => {
        told.textContent = page.dataset.copied;
      }, () => button.remove());
    });
    ways.append(" ", button, " ", told);
  }
})();
