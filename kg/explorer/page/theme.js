// Light and dark: as the system has it, unless a reader has chosen.

const THEME = "tcm-kg-theme";

/** Whether the page is dark now. */
export function isDark() {
  return (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}

/** Make the page light or dark, and keep that where a page may keep something. */
export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // A page that may keep nothing keeps nothing.
  }
}

/** What was chosen before: "light", "dark", or nothing. */
export function keptTheme() {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null;
  }
}
