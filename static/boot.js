// Starts the app, and says so in plain HTML when it cannot start or breaks down.
//
// The contract with the rest:
//
// - `window.p2pLab.panic(message)`: the app is broken. The app's panic hook
//   calls it with the panic's text; an uncaught WebAssembly.RuntimeError gets
//   here by itself. The first message stays, since what follows is its
//   consequence. The box has role=alert, the link that reproduces the panic,
//   and a way back to `#/lab`; the app under it becomes inert.
// - `window.p2pLab.start(init, wasm)`: runs wasm-bindgen's `init` with the wasm
//   module (its address, or its bytes or a promise of them). The one-file app calls it; the site does
//   so below.
// - `<html data-app>`: "starting", then "running" or "failed". Tests wait for it.
//
// Only syntax that every browser with modules knows, so that this file can
// explain itself to browsers that are too old for the app.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.app = "starting";

  function element(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) {
      made.setAttribute(key, attributes[key]);
    });
    made.append.apply(made, children);
    return made;
  }

  function copyButton(field) {
    var button = element("button", { type: "button" }, ["Copy link"]);
    button.addEventListener("click", function () {
      field.select();
      function answer(copied) {
        button.textContent = copied ? "Copied" : "Selected: copy it from the field";
      }
      if (!navigator.clipboard) return answer(document.execCommand("copy"));
      navigator.clipboard.writeText(field.value).then(
        function () { answer(true); },
        function () { answer(document.execCommand("copy")); }
      );
    });
    return button;
  }

  function panic(message) {
    if (root.dataset.app === "failed") return;
    root.dataset.app = "failed";
    var app = document.getElementById("app");
    if (app) app.inert = true;

    var link = element("input", { readonly: "", value: location.href }, []);
    var reset = element("a", { href: "#/lab" }, ["Reset"]);
    reset.addEventListener("click", function (event) {
      event.preventDefault();
      location.hash = "#/lab";
      location.reload();
    });
    // Filled once it is on the page: that is what makes an alert be read out.
    var box = element("div", { class: "shell-panic", role: "alert" }, []);
    document.body.append(element("main", {}, [box]));
    box.append(
      element("h1", {}, ["P2P Lab has stopped"]),
      element("p", {}, ["Something in it is broken; your browser is fine. This happened:"]),
      element("pre", {}, [String(message)]),
      element("label", {}, ["This link shows it again. Please send it with your report:", link]),
      copyButton(link),
      reset
    );
  }

  function cannotStart(reason) {
    if (root.dataset.app === "failed") return;
    root.dataset.app = "failed";
    console.error("P2P Lab could not start:", reason);
    var shell = document.querySelector("#app .shell-message");
    if (!shell) return;
    var box = element("div", { role: "alert" }, []);
    shell.replaceChildren(box);
    box.append(
      element("h1", {}, ["P2P Lab could not start"]),
      element("p", {}, [
        typeof WebAssembly === "object"
          ? "A part of it could not be loaded. Reload the page; if that does not help, the site may be incomplete."
          : "This browser has no WebAssembly, or it is switched off. Please use a current version of Chrome, Edge, Firefox or Safari.",
      ]),
      element("pre", {}, [String(reason)])
    );
  }

  function start(init, wasm) {
    return init({ module_or_path: wasm }).then(function () {
      if (root.dataset.app === "starting") root.dataset.app = "running";
    });
  }

  function broke(error) {
    if (typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError) {
      panic(error.message);
      return true;
    }
    return false;
  }

  window.addEventListener("error", function (event) { broke(event.error); });
  window.addEventListener("unhandledrejection", function (event) { broke(event.reason); });

  function started(promise) {
    promise.catch(function (error) {
      if (!broke(error)) cannotStart(error);
    });
  }

  window.p2pLab = Object.freeze({
    panic: panic,
    start: function (init, wasm) { started(start(init, wasm)); },
  });

  // On the site, the page names the parts of the app; the one-file app has none.
  var app = document.getElementById("p2p-lab-app");
  if (app) {
    started(
      import(app.href).then(function (glue) {
        return start(glue.default, new URL(app.dataset.wasm, document.baseURI));
      })
    );
  }
})();
