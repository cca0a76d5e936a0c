// In every document before anything else: it tells of what runs, and does what a person might do.
// Words can take the names of what a page has (`<input name=attributes>`), so that nothing is asked by its name alone.

{
  const tell = window.__tell
  const all = (chosen) => Document.prototype.querySelectorAll.call(document, chosen)
  const names = (element) => Element.prototype.getAttributeNames.call(element)
  const send = (element, event) => EventTarget.prototype.dispatchEvent.call(element, event)
  const click = (element) => send(element, new MouseEvent("click", {bubbles: true, cancelable: true}))
  const allowed = ["http:", "https:", "mailto:"]

  for (const name of ["alert", "prompt", "confirm", "print", "msgbox", "open"]) window[name] = () => { tell("ran", name) }
  document.addEventListener("securitypolicyviolation", (event) => {
    tell("violation", `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`)
  })

  // Our own scripts hear of no click: only the link itself is followed, unless it leads to where a link may lead.
  const stop = (event) => {
    event.stopImmediatePropagation()
    if (allowed.includes(event.target.protocol)) event.preventDefault()
  }

  window.__follow = (root) => {
    for (const element of all("*")) {
      for (const name of names(element)) if (name.startsWith("on")) tell("handler", name)
    }
    const links = all(`:is(${root}) :is(a, area)[*|href]`)
    addEventListener("click", stop, true)
    for (const link of links) {
      if (!allowed.includes(link.protocol)) tell("link", String(link.protocol))
      click(link)
    }
    removeEventListener("click", stop, true)
    return links.length
  }

  window.__entice = () => {
    window.__follow("body")
    for (const element of all("*")) {
      for (const name of names(element)) {
        if (name.startsWith("on")) send(element, new Event(name.slice(2), {bubbles: true}))
      }
    }
    for (const button of all("button, input")) click(button)
  }
}
