// Lets the app go on where a translator or an extension has changed its page.
//
// Yew, which renders the app, keeps every node that it has made, and takes it to be where it was put. A translator
// takes text nodes away and puts its own in their place; an extension splits texts, or wraps numbers into links. Then
// Yew would write where nobody sees it, or break down. So, when Yew is about to touch something that others have
// changed, the children of that element are first put back as Yew left them, and those of others go. Nothing else
// is touched: what does not change stays translated, and so does what others only add beside it.
//
// `window.p2pLabTree.rendering()`: every component says so before Yew renders it. Only what is done until the end of
// that turn is Yew's.
(function () {
  "use strict";
  var node = Node.prototype;
  var insertBefore = node.insertBefore;
  var removeChild = node.removeChild;
  var nodeValue = Object.getOwnPropertyDescriptor(node, "nodeValue");

  // What is known of a node of Yew's: its parent, its children in their order, and its text.
  var PARENT = Symbol("parent");
  var CHILDREN = Symbol("children");
  var TEXT = Symbol("text");
  var rendering = false;

  function isText(child) {
    return child.nodeType === Node.TEXT_NODE;
  }

  function isChanged(child) {
    return child.parentNode !== child[PARENT] || (isText(child) && child.nodeValue !== child[TEXT]);
  }

  // Puts the children of this element back as Yew left them.
  function mend(parent) {
    Array.from(parent.childNodes).forEach(function (child) {
      if (child[PARENT] !== parent) removeChild.call(parent, child);
    });
    parent[CHILDREN].reduceRight(function (next, child) {
      if (child.parentNode !== parent || child.nextSibling !== next) insertBefore.call(parent, child, next);
      if (isText(child) && isChanged(child)) nodeValue.set.call(child, child[TEXT]);
      return child;
    }, null);
  }

  // Before Yew touches this node: puts it back in its place, and what it is in, where that was taken out of the page.
  function settle(child) {
    if (!child[PARENT]) return;
    if (isChanged(child)) mend(child[PARENT]);
    if (!child.isConnected) settle(child[PARENT]);
  }

  function forget(child) {
    var parent = child[PARENT];
    if (!parent) return;
    parent[CHILDREN].splice(parent[CHILDREN].indexOf(child), 1);
    child[PARENT] = null;
  }

  node.insertBefore = function (child, next) {
    if (rendering) {
      if (next) settle(next);
      else if (!this.isConnected) settle(this);
      settle(child);
      forget(child);
      var children = this[CHILDREN] || (this[CHILDREN] = []);
      var at = children.indexOf(next);
      children.splice(at < 0 ? children.length : at, 0, child);
      child[PARENT] = this;
      if (isText(child)) child[TEXT] = child.nodeValue;
    }
    return insertBefore.call(this, child, next);
  };

  node.removeChild = function (child) {
    if (rendering) {
      settle(child);
      forget(child);
    }
    return removeChild.call(this, child);
  };

  Object.defineProperty(node, "nodeValue", {
    configurable: true,
    enumerable: true,
    get: nodeValue.get,
    set: function (text) {
      if (rendering && this[PARENT]) {
        settle(this);
        this[TEXT] = text;
      }
      nodeValue.set.call(this, text);
    },
  });

  window.p2pLabTree = Object.freeze({
    rendering: function () {
      if (rendering) return;
      rendering = true;
      queueMicrotask(function () { rendering = false; });
    },
  });
})();
