// What lies below the first screen (marked by the server) is laid out only once that screen is drawn.
const LATEST = 400; // milliseconds after which all is shown, drawn or not

/** Whether the page is shown from its top, now: not at an anchor, where the reader was before, or out of sight (made ahead, in another tab). */
function fromTheTop(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return document.visibilityState === "visible" && !window.location.hash && entry?.type === "navigate";
}

/** Once all may be laid out. */
export const drawn = new Promise<void>((done) => {
  const show = (): void => {
    document.documentElement.classList.add("drawn");
    done();
  };
  if (!fromTheTop()) return show();
  new PerformanceObserver((list) => { if (list.getEntriesByName("first-contentful-paint").length) show(); }).observe({ type: "paint", buffered: true });
  window.setTimeout(show, LATEST);
});
