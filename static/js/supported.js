// Runs before the page is drawn, so that what scripts will enhance does not jump. Nothing else belongs here.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("nhsuk-frontend-supported");
}
