// What is wider than the column scrolls, by keyboard too: it can be reached, and says that it scrolls.
const WIDE = ".display, .wide";
const SAYS = "Scrolls sideways";

function mark(part: HTMLElement): void {
  const wide = part.scrollWidth > part.clientWidth;
  if (wide === (part.tabIndex === 0)) return;
  if (wide) {
    part.tabIndex = 0;
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", SAYS);
  } else for (const name of ["tabindex", "role", "aria-label"]) part.removeAttribute(name);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const part = target.closest<HTMLElement>(WIDE);
    if (part) mark(part);
  }
});

/** Watch the wide parts of an element, which may change with the window, with fonts, and when they are unfolded. */
export function scrolling(within: ParentNode = document): void {
  for (const part of within.querySelectorAll<HTMLElement>(WIDE)) {
    mark(part);
    sizes.observe(part);
    for (const inner of part.children) sizes.observe(inner);
  }
}

/** Look again at all of them, once fonts have come. */
export function scrollingWithFonts(): void {
  scrolling();
  void document.fonts.ready.then(() => {
    for (const part of document.querySelectorAll<HTMLElement>(WIDE)) mark(part);
  });
}
