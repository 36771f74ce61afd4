// For the pages of a course: figures of P2P Lab in frames. `docs/embed.md` has the whole of it.
//
//     <iframe src="p2p-lab/p2p-lab.html#/embed/race" title="…" loading="lazy" sandbox="allow-scripts"></iframe>
//     <a data-p2p-lab href="p2p-lab/p2p-lab.html#/embed/race">A race</a>
//     <script src="p2p-lab/embed.js" defer></script>
//
// - A link with `data-p2p-lab` becomes its figure, also where it comes to the page later. Without this script it stays
//   a link.
// - Each frame gets the height of its figure. Without this script it keeps its own.
// - `P2PLab.figure(frame)` steers a figure, and what it says comes as events of its frame.
// - `P2PLab.unfold(root)` looks for links where this script does not, as in a shadow root.
//
// Only syntax that every browser with modules knows, and nothing but this file.
(function () {
  "use strict";
  if (window.P2PLab) return;
  var VERSION = 1;
  var home = new URL(".", document.currentScript.src);

  // What a figure says, and of which type each part of it is.
  var SAID = {
    ready: { figure: "string", scenario: "string", end: "number" },
    height: { height: "number" },
    time: { time: "number", end: "number", playing: "boolean" },
    finished: { time: "number" },
    answered: { exercise: "string", right: "boolean", parts: "number" },
  };
  // No figure is higher, in CSS pixels.
  var MOST_HEIGHT = 20000;

  // The windows of the frames that have said they are ready (a frame that was moved has a new one); the orders that
  // wait for it; the steering wheels.
  var ready = new WeakMap();
  var waiting = new WeakMap();
  var figures = new WeakMap();

  function isFigure(frame) {
    return frame instanceof HTMLIFrameElement && frame.src.startsWith(home.href);
  }

  // A page in a sandbox is of no origin, and so is one from disk.
  function isNobody(frame) {
    var sandbox = frame.getAttribute("sandbox");
    var alone = sandbox !== null && sandbox.split(/\s+/).indexOf("allow-same-origin") < 0;
    return alone || home.origin === "null";
  }

  // The parts of a message as they should be, or nothing.
  function read(data) {
    if (!data || typeof data !== "object" || data.p2pLab !== VERSION) return null;
    if (!Object.prototype.hasOwnProperty.call(SAID, data.type)) return null;
    var parts = SAID[data.type];
    var detail = {};
    var whole = Object.keys(parts).every(function (key) {
      var value = (detail[key] = data[key]);
      return typeof value === parts[key] && (parts[key] !== "number" || (value >= 0 && value < Infinity));
    });
    return whole ? detail : null;
  }

  function post(frame, order) {
    var message = Object.assign({ p2pLab: VERSION }, order);
    // To nobody can only be written as to anybody; the frame's window is the figure's or gone.
    frame.contentWindow.postMessage(message, isNobody(frame) ? "*" : home.origin);
  }

  function give(frame, order) {
    if (frame.contentWindow && ready.get(frame) === frame.contentWindow) return post(frame, order);
    if (!waiting.has(frame)) waiting.set(frame, []);
    waiting.get(frame).push(order);
  }

  function fit(frame, height) {
    // The height is that of the figure, without a border that the frame has.
    frame.style.boxSizing = "content-box";
    frame.style.height = Math.min(Math.ceil(height), MOST_HEIGHT) + "px";
  }

  // Where there can be figures.
  var roots = new Set([document]);

  function find(selector) {
    return Array.from(roots).flatMap(function (root) { return Array.from(root.querySelectorAll(selector)); });
  }

  window.addEventListener("message", function (event) {
    var frame = find("iframe").find(function (frame) {
      return frame.contentWindow === event.source && isFigure(frame);
    });
    if (!frame || event.origin !== (isNobody(frame) ? "null" : home.origin)) return;
    var detail = read(event.data);
    if (!detail) return;
    var type = event.data.type;
    if (type === "height" && detail.height > 0) fit(frame, detail.height);
    if (type === "ready") {
      ready.set(frame, frame.contentWindow);
      (waiting.get(frame) || []).forEach(function (order) { post(frame, order); });
      waiting.delete(frame);
    }
    frame.dispatchEvent(new CustomEvent("p2p-lab:" + type, { bubbles: true, detail: detail }));
  });

  // Puts the figure of a link in the link's place.
  function unfold(link) {
    if (!link.href.startsWith(home.href)) return;
    var frame = document.createElement("iframe");
    frame.src = link.href;
    frame.title = link.title || link.textContent.trim() || "P2P Lab";
    frame.loading = "lazy";
    frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
    frame.style.cssText = "display: block; width: 100%; border: 0";
    frame.style.height = (parseFloat(link.getAttribute("data-p2p-lab")) || 900) + "px";
    if (link.id) frame.id = link.id;
    link.replaceWith(frame);
  }

  function unfoldAll() {
    // While the page comes in, a link may not have its words yet.
    if (document.readyState !== "loading") find("a[data-p2p-lab]").forEach(unfold);
  }

  // On paper a figure that is not there yet is its picture and its link, in ink. Paper does not wait: the picture is
  // loaded before.
  var poster = new Image(640, 360);
  poster.src = home.href + "poster.svg";
  var papers = [];

  // A whole page of P2P Lab in a frame never says that it is ready, and prints as it is.
  function isAwaited(frame) {
    return isFigure(frame) && frame.src.indexOf("#/embed/") > 0 && !ready.has(frame);
  }

  function onPaper(frame) {
    var link = document.createElement("a");
    link.href = frame.src;
    link.append(poster.cloneNode(), document.createElement("br"), frame.title || "P2P Lab");
    link.firstChild.style.cssText = "max-width: 100%; height: auto";
    var paper = document.createElement("p");
    paper.style.cssText = "background: #fff; break-inside: avoid";
    paper.append(link);
    papers.push([paper, frame, frame.style.display]);
    frame.before(paper);
    frame.style.display = "none";
  }

  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("iframe").forEach(function (frame) {
      if (isAwaited(frame)) onPaper(frame);
    });
  });
  window.addEventListener("afterprint", function () {
    papers.splice(0).forEach(function (paper) {
      paper[0].remove();
      paper[1].style.display = paper[2];
    });
  });

  window.P2PLab = Object.freeze({
    // Steers the figure in this frame. What it is asked before it is ready, it does then.
    figure: function (frame) {
      if (!isFigure(frame)) throw new TypeError("not a frame with a figure of P2P Lab");
      if (!figures.has(frame)) {
        figures.set(frame, Object.freeze({
          scenario: function (text) { give(frame, { type: "scenario", scenario: String(text) }); },
          play: function () { give(frame, { type: "play" }); },
          pause: function () { give(frame, { type: "pause" }); },
          seek: function (seconds) { give(frame, { type: "seek", time: Number(seconds) }); },
        }));
      }
      return figures.get(frame);
    },
    // Puts figures in the place of their links below a node, or in the whole page, and looks after these figures. What
    // comes to the page itself, it finds without being asked.
    unfold: function (root) {
      roots.add((root || document).getRootNode());
      unfoldAll();
    },
  });

  unfoldAll();
  document.addEventListener("DOMContentLoaded", unfoldAll);
  // Pages that change without being loaded anew, and those that add figures later.
  new MutationObserver(unfoldAll).observe(document, { childList: true, subtree: true });
})();
