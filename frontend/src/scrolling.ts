// What is wider than the column scrolls, by keyboard too: it can be reached, and says that it scrolls.
const WIDE = ".display, .wide";
const SAYS = "Scrolls sideways";

/** Mark the parts that are wider than their place. All are measured before any is changed, so that the page is laid out once; not those
 * of what is folded, which would have to be laid out for it. */
function mark(parts: Iterable<HTMLElement>): void {
  const changed = [...parts].filter((part) => part.checkVisibility?.() !== false).map((part) => [part, part.scrollWidth > part.clientWidth] as const).filter(([part, wide]) => wide !== (part.tabIndex === 0));
  for (const [part, wide] of changed)
    if (wide) {
      part.tabIndex = 0;
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", SAYS);
    } else for (const name of ["tabindex", "role", "aria-label"]) part.removeAttribute(name);
}

const sizes = new ResizeObserver((entries) => {
  mark(new Set(entries.map(({ target }) => target.closest<HTMLElement>(WIDE)).filter((part) => part !== null)));
});

/** Watch the wide parts of an element, from its next layout on: they may change with the window, and when they are unfolded. */
export function scrolling(within: ParentNode = document): void {
  for (const part of within.querySelectorAll<HTMLElement>(WIDE)) {
    sizes.observe(part);
    for (const inner of part.children) sizes.observe(inner);
  }
}

/** Look again at all of them, once fonts have come. */
export function scrollingWithFonts(): void {
  scrolling();
  void document.fonts.ready.then(() => mark(document.querySelectorAll<HTMLElement>(WIDE)));
}
