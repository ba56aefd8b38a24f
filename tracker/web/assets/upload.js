// Files on their way in: how far they are; too large ones are not sent. Works on forms of the class upload.
const sends = e => e.detail.elt?.matches?.("form.upload")
const tell = (form, text, role = "status") => {
  const line = form.querySelector(".sending"), said = line.querySelector("span")
  line.hidden = !text
  said.setAttribute("role", role)
  said.textContent = text
}
page.addEventListener("htmx:beforeRequest", e => {
  if (!sends(e)) return
  const form = e.detail.elt, {largest, most, tooLarge, sending} = form.dataset, {files} = form.querySelector("[type=file]")
  const bar = form.querySelector("progress")
  const fits = files.length <= most && [...files].every(file => file.size <= largest)
  bar.hidden = !fits
  bar.value = 0
  tell(form, fits ? sending : tooLarge, fits ? "status" : "alert")
  if (!fits) e.preventDefault()
})
page.addEventListener("change", ({target}) => target.form?.matches(".upload") && tell(target.form, ""))
page.addEventListener("htmx:xhr:progress", ({target, detail: {lengthComputable, loaded, total}}) => {
  const bar = target.querySelector(".sending progress"), now = 100 * loaded / total
  if (!bar || !lengthComputable || now < bar.value) return
  bar.value = now
  if (now == 100) tell(target, target.dataset.checking)
})
page.addEventListener("htmx:afterRequest", e => sends(e) && tell(e.detail.elt, ""))
page.addEventListener("htmx:beforeSwap", ({detail}) => {
  if (detail.xhr.status == 413 && detail.elt.matches("form.upload")) Object.assign(detail, {shouldSwap: true, isError: false})
})
// Other forms of the page are as new as before when nobody else changed the task in between.
page.addEventListener("htmx:afterSettle", ({target}) => {
  const done = target.querySelector("[data-was]")
  if (!done) return
  const {was, is} = done.dataset
  for (const field of page.querySelectorAll(`input[name=version][value="${was}"]`)) field.value = is
  done.focus()
})
