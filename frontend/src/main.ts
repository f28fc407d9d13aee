// What every page of the reader runs.
document.documentElement.classList.add("js");
