// Runs before everything else of the page, as an inline script: a part of the page that failed to load would leave it dead.
// What makes parts fail on a healthy machine is told in connection/steady-fetch.ts.

/** Reloads the page when a script or style of it does not load, three times at most in a row; not for what is only fetched ahead. */
export const reloadWhenBroken = `(function () {
  var key = 'claudework.reloads', most = 3, pending = false
  function reload() {
    var tries = Number(sessionStorage.getItem(key) || 0)
    if (pending || tries >= most) return
    pending = true
    sessionStorage.setItem(key, String(tries + 1))
    setTimeout(function () { location.reload() }, 300 * (tries + 1))
  }
  addEventListener('error', function (event) {
    var name = event.target && event.target.tagName
    if (name === 'SCRIPT' || (name === 'LINK' && !('warm' in event.target.dataset))) reload()
  }, true)
  addEventListener('unhandledrejection', function (event) {
    if (/dynamically imported module/.test(String(event.reason && event.reason.message))) reload()
  })
  addEventListener('load', function () { setTimeout(function () { if (!pending) sessionStorage.removeItem(key) }, 3000) })
})()`
