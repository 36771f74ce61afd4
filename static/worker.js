// The service worker: P2P Lab without a network, after one visit.
//
// VERSION and FILES, above, are the build's: every file of it, with its hash.
// A build is kept whole or not at all, in a cache of its own, and a page gets
// all of its files from one build. The next one waits until the reader asks for
// it (static/update.js does) or has closed every page of this one.
(function () {
  "use strict";
  const home = self.registration.scope;
  // Other copies of P2P Lab may be in other folders of this origin.
  const ours = "p2p-lab " + home + " ";
  const cacheName = ours + VERSION;
  const address = (file) => new URL(file, home).href;

  async function get(file) {
    // While a new build is copied to the server, old files and new ones are
    // mixed there, and in caches on the way for longer: the hash tells.
    const answer = await fetch(address(file), { cache: "no-cache", integrity: FILES[file] });
    if (!answer.ok) throw new Error(file + ": " + answer.status);
    // Some servers send index.html to another address; a page must not come so.
    return answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer;
  }

  async function keep() {
    const files = Object.keys(FILES);
    const answers = await Promise.all(files.map(get));
    try {
      const cache = await caches.open(cacheName);
      await Promise.all(answers.map((answer, i) => cache.put(address(files[i]), answer)));
    } catch (error) {
      await caches.delete(cacheName);
      throw error;
    }
  }

  async function forgetOthers() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(ours) && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  async function kept(file, request) {
    return (await caches.match(address(file), { cacheName })) || fetch(request);
  }

  self.addEventListener("install", (event) => event.waitUntil(keep()));
  self.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
  self.addEventListener("message", (event) => {
    if (event.data === "p2p-lab:activate") self.skipWaiting();
  });
  self.addEventListener("fetch", (event) => {
    const url = event.request.url.split(/[?#]/)[0];
    if (event.request.method !== "GET" || !url.startsWith(home)) return;
    const file = url.slice(home.length) || "index.html";
    // What is not part of the build, such as the one-file app, is the network's.
    if (Object.hasOwn(FILES, file)) event.respondWith(kept(file, event.request));
  });
})();
