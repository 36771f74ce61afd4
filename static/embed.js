// For the pages of a course: gives each frame that shows a figure of P2P Lab the
// height of that figure. Without it a frame keeps the height the page gave it.
//
//     <iframe src="p2p-lab/#/embed/bounds" title="…" loading="lazy"></iframe>
//     <script src="p2p-lab/embed.js"></script>
//
// A figure tells its height by `postMessage`, whenever it changes:
// `{ type: "p2p-lab:height", height: <CSS pixels>, figure: "bounds" }`.
(function () {
  "use strict";
  var home = new URL(".", document.currentScript.src).href;

  window.addEventListener("message", function (event) {
    var data = event.data;
    if (!data || data.type !== "p2p-lab:height" || !(data.height > 0)) return;
    document.querySelectorAll("iframe").forEach(function (frame) {
      if (frame.contentWindow !== event.source || !frame.src.startsWith(home)) return;
      // The height is that of the figure, without a border that the frame has.
      frame.style.boxSizing = "content-box";
      frame.style.height = Math.min(Math.ceil(data.height), 10000) + "px";
    });
  });
})();
