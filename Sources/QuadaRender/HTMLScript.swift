extension HTMLRenderer {
    /// The page's only script: the filter over many names, and evidence unfolded for a printer. It builds no markup.
    static let script: StaticString = """

        "use strict";
        (function () {
          addEventListener("beforeprint", function () {
            document.querySelectorAll("details").forEach(function (part) { part.open = true; });
          });
          var form = document.getElementById("filter");
          if (!form) { return; }
          var rows = Array.from(document.querySelectorAll("#names tbody tr"));
          var fields = ["status", "verdict", "severity"];
          var shown = document.getElementById("shown");
          function apply() {
            var words = document.getElementById("search").value.toLowerCase().split(/\\s+/).filter(Boolean);
            var count = 0;
            rows.forEach(function (row) {
              var text = row.textContent.toLowerCase();
              var isShown = words.every(function (word) { return text.includes(word); }) &&
                fields.every(function (field) {
                  var value = document.getElementById(field).value;
                  return value === "any" || row.dataset[field] === value;
                });
              row.hidden = !isShown;
              document.getElementById(row.dataset.target).hidden = !isShown;
              if (isShown) { count += 1; }
            });
            shown.textContent = count + " of " + rows.length + " names shown";
          }
          form.addEventListener("input", apply);
          form.addEventListener("change", apply);
          form.addEventListener("submit", function (event) { event.preventDefault(); });
          form.addEventListener("reset", function () { setTimeout(apply, 0); });
          form.hidden = false;
          apply();
        })();

        """

    /// SHA-256 of `script` in base64; a test holds it to the text.
    static let scriptHash = "hxblV+ZqHEFyb/USG0jNvW/AQcGh/F7AqkLYAqTYNQQ="
}
