// Keeps the site for use without a network, and offers the next version of it.
//
// The service worker (static/worker.js) does the keeping. Where it is refused
// (private windows, settings, plain http) the site needs its server, and that is all.
(function () {
  "use strict";
  // `cargo xtask build` names a manifest in the page of the site, and nowhere
  // else: not in the one-file app, and not while the site is worked on. Figures
  // in frames leave it to the site's own page.
  if (!document.querySelector("link[rel=manifest]") || window.parent !== window) return;
  var workers = navigator.serviceWorker;
  if (!workers) return;

  function offer(registration) {
    // The very first one has nothing to take the place of.
    if (!registration.waiting || !registration.active) return;
    if (document.querySelector(".shell-update")) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "A new version is there: reload";
    // Nothing is lost: all state is in the address.
    button.addEventListener("click", function () {
      var next = registration.waiting;
      // Gone where another window has asked for it.
      if (!next) return location.reload();
      next.addEventListener("statechange", function () {
        if (next.state === "activated") location.reload();
      });
      next.postMessage("p2p-lab:activate");
    });
    // Filled once it is on the page: that is what makes a status be read out.
    var box = document.createElement("div");
    box.className = "shell-update";
    box.setAttribute("role", "status");
    document.body.append(box);
    box.append(button);
  }

  function watch(registration) {
    function follow() {
      var next = registration.installing;
      if (next) next.addEventListener("statechange", function () { offer(registration); });
    }
    offer(registration);
    follow();
    registration.addEventListener("updatefound", follow);
  }

  function forget(registration) {
    var prefix = "p2p-lab " + registration.scope + " ";
    registration.unregister();
    caches.keys().then(function (names) {
      names.forEach(function (name) {
        if (name.startsWith(prefix)) caches.delete(name);
      });
    });
  }

  window.addEventListener("load", function () {
    workers.register("worker.js").then(
      function (registration) {
        watch(registration);
        // Sent by the app: nothing is to be kept any more.
        window.addEventListener("p2p-lab:clear", function () { forget(registration); });
      },
      function () {}
    );
  });
})();
