// What the pages do beyond htmx and GOV.UK Frontend; each works without this file.
// The build puts GOV.UK Frontend before it, which gives initAll.
const page = document.body, wide = matchMedia("(min-width:64em)")
page.classList.add("js-enabled", "govuk-frontend-supported")

const start = part => {
  initAll({scope: part})
  if (wide.matches) for (const filter of part.querySelectorAll("details.filter")) filter.open = true
  const ask = part.querySelector("[data-ask-notice]")
  if (ask && self.Notification?.permission == "default") {
    ask.hidden = false
    ask.onclick = () => Notification.requestPermission().then(() => ask.hidden = true)
  }
  part.querySelector(".nav [aria-current]")?.scrollIntoView({block: "nearest", inline: "nearest"})
}
start(page)
page.addEventListener("htmx:load", e => e.target == page || start(e.target))

// Where reading goes on: the list of errors, else the first wrong field, else the new page's heading.
page.addEventListener("htmx:afterSettle", ({target, detail}) => {
  const find = what => target.querySelector(what)
  const to = find(".govuk-error-summary") ?? find("[aria-invalid=true],[class*='--error']:is(input,select,textarea)")
    ?? (detail.boosted && find("h1"))
  if (!to) return
  if (to.tabIndex < 0) to.tabIndex = -1
  to.focus()
})

// No answer, or a bad one: nothing is swapped, so what was typed stays; say that it was not saved.
const failed = ({detail: {elt, requestConfig: {verb}}}) => {
  if (elt.id == "news") return // asked by itself; asked again soon
  const at = elt.closest("form") ?? page.querySelector("main")
  const said = at.querySelector(".unsaved") ?? document.createElement("p")
  said.className = "unsaved"
  said.setAttribute("role", "alert")
  said.textContent = page.dataset[verb == "get" ? "notLoaded" : "notSaved"]
  at.prepend(said)
}
for (const name of ["sendError", "timeout", "responseError"]) page.addEventListener("htmx:" + name, failed)
page.addEventListener("htmx:beforeRequest", e => e.detail.elt.closest("form")?.querySelector(".unsaved")?.remove())

// More news while nobody looks: the browser says how much, never what, once that was allowed.
let known
page.addEventListener("htmx:afterSwap", ({target}) => {
  if (target.id != "news") return
  const {n = 0, said} = target.firstElementChild?.dataset ?? {}
  if (n > known && document.hidden && self.Notification?.permission == "granted") try {
    new Notification(said, {tag: "news"})
  } catch {} // some phones know the word and not the thing
  known = +n
})
