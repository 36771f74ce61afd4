// What makes the page scroll sideways: null, or a line that names the culprits.
const page = document.scrollingElement;
if (page.scrollWidth <= window.innerWidth) return null;
const scrolls = (element) =>
  element && element !== page && element !== document.body &&
  (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
const wide = [...document.body.querySelectorAll("*")]
  .filter((element) => {
    const rect = element.getBoundingClientRect();
    return rect.right > window.innerWidth + 0.5 || rect.left < -0.5;
  })
  .filter((element) => !scrolls(element.parentElement))
  .map((element) => element.outerHTML.slice(0, 120));
return `${page.scrollWidth} px in ${window.innerWidth} px: ${wide.slice(0, 5).join(" | ")}`;
