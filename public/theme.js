// Sets the chosen theme before anything is painted. Without a choice the system's applies.
try {
  const theme = localStorage.getItem("squall.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme applies.
}
