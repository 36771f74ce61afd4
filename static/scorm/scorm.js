// Tells a learning management system (LMS), by SCORM 1.2, what has been answered in the frame of this page.
//
//     frame ── embed.js ──▶ p2p-lab:answered ──▶ verdicts ──▶ API of the LMS
//
// - The score is the part of the questions that is right, of 100; of each question the latest verdict counts.
// - The status is incomplete until all are right, or until an exam is over, and stays completed from then on.
// - What is right is kept by the LMS too, so that the next session goes on from there. It is suspended after every
//   answer: a browser that ends without a word loses nothing.
// - A page that the browser keeps for coming back to goes on in the same session, or says that it cannot.
//
// Without an LMS the page says so, and the exercises work all the same.
(function () {
  "use strict";
  // As many windows up as the standard's own example looks.
  var MOST_STEPS = 7;

  var frame = document.getElementById("exercises");
  var exam = /[?&]mode=exam(&|$)/.test(frame.src);
  // By question, such as `3.2`, whether it is right.
  var verdicts = new Map();
  var finished = false;

  // The LMS has an object of this name in a window around the given one.
  function find(from) {
    for (var step = 0; step <= MOST_STEPS; step++) {
      try {
        if (from.API) return from.API;
      } catch (refused) {
        // A window of another origin shows nothing of itself; the next one up may.
      }
      if (from.parent === from) return null;
      from = from.parent;
    }
    return null;
  }

  // What the LMS answers, as text; nothing where it fails.
  function ask(name, ...values) {
    try {
      return String(api[name](...values));
    } catch (fault) {
      return "";
    }
  }

  function set(element, value) {
    return ask("LMSSetValue", element, String(value)) === "true";
  }

  function say(words) {
    document.getElementById("record").textContent = words;
  }

  function isDone() {
    return status === "completed" || status === "passed";
  }

  // How long this page has been open, as HHHH:MM:SS.SS.
  function sessionTime() {
    var hundredths = Math.floor(performance.now() / 10);
    var part = function (size, most, digits) {
      return String(Math.floor(hundredths / size) % most).padStart(digits, "0");
    };
    var hours = part(360000, 10000, 4);
    return hours + ":" + part(6000, 60, 2) + ":" + part(100, 60, 2) + "." + part(1, 100, 2);
  }

  function record(parts) {
    var right = Array.from(verdicts.keys()).filter(function (part) { return verdicts.get(part); });
    // An exam tells its verdicts when it is over, and no sooner.
    if (!isDone() && (exam || right.length >= parts)) status = "completed";
    // A system need not know these, so that a refusal is no loss.
    set("cmi.core.score.min", 0);
    set("cmi.core.score.max", 100);
    set("cmi.suspend_data", right.join(" "));
    var taken = [
      set("cmi.core.score.raw", Math.min(100, Math.round((100 * right.length) / parts))),
      set("cmi.core.lesson_status", status),
      suspend(),
    ];
    var result = right.length + " of " + parts + " parts are right";
    say(taken.every(Boolean) ? "Recorded: " + result + "." :
      "The learning management system did not take the result: " + result + ".");
  }

  // Has the LMS keep what it has been told. To be gone on with: otherwise it may forget it at the end.
  function suspend() {
    set("cmi.core.session_time", sessionTime());
    set("cmi.core.exit", "suspend");
    return ask("LMSCommit", "") === "true";
  }

  // A page that the browser keeps may come back, and a session that was finished need not begin again.
  function leave(event) {
    if (finished) return;
    suspend();
    if (event.persisted) return;
    finished = true;
    ask("LMSFinish", "");
  }

  function comeBack(event) {
    if (!event.persisted || !finished) return;
    finished = !begin();
    if (finished) {
      say("The learning management system has ended this session; nothing more is recorded. " +
        "Open the exercises there again to go on.");
    }
  }

  // Begins a session, and whether there is one.
  function begin() {
    if (ask("LMSInitialize", "") !== "true") return false;
    status = ask("LMSGetValue", "cmi.core.lesson_status");
    var kept = ask("LMSGetValue", "cmi.suspend_data").match(/\d+\.\d+/g) || [];
    kept.forEach(function (part) {
      if (!verdicts.has(part)) verdicts.set(part, true);
    });
    if (!isDone()) {
      // Without a word from the page an LMS takes it for completed.
      status = "incomplete";
      set("cmi.core.lesson_status", status);
    }
    suspend();
    if (kept.length > 0) {
      say("Resumed: " + kept.length + (kept.length === 1 ? " part is" : " parts are") + " recorded as right so far.");
    }
    return true;
  }

  var status;
  var api = find(window) || (window.opener && find(window.opener));
  if (!api) return say("This page is not in a learning management system; nothing is recorded.");
  if (!begin()) return say("The learning management system did not start a session; nothing is recorded.");
  // `embed.js` has checked that it comes from the frame, and is of this shape.
  frame.addEventListener("p2p-lab:answered", function (event) {
    var answer = event.detail;
    if (finished || !/^\d+\.\d+$/.test(answer.exercise) || answer.parts < 1) return;
    verdicts.set(answer.exercise, answer.right);
    record(answer.parts);
  });
  // Comes for every way to leave, also where browsers no longer know `unload`.
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", comeBack);
})();
