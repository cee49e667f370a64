/** Lets a finger scroll a terminal: its movement goes to xterm as a wheel's, which scrolls back, pages `less`, or reaches the program's mouse. */
export function scrollByTouch(host: HTMLElement): () => void {
  let lastY: number | null = null
  const start = (event: TouchEvent) => { lastY = event.touches.length === 1 ? (event.touches[0]?.clientY ?? null) : null }
  const move = (event: TouchEvent) => {
    const [touch] = event.touches
    const element = host.querySelector('.xterm-screen')
    if (lastY === null || !touch || !element) return
    const deltaY = lastY - touch.clientY
    lastY = touch.clientY
    event.preventDefault()
    element.dispatchEvent(new WheelEvent('wheel', { deltaY, clientX: touch.clientX, clientY: touch.clientY, bubbles: true, cancelable: true }))
  }
  host.addEventListener('touchstart', start, { passive: true })
  host.addEventListener('touchmove', move, { passive: false })
  return () => {
    host.removeEventListener('touchstart', start)
    host.removeEventListener('touchmove', move)
  }
}
