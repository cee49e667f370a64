import type { Terminal } from '@xterm/xterm'

/**
 * Lets a finger scroll a terminal. What can be scrolled back to moves by lines; a full-screen program, or one that follows the
 * mouse, hears of it as of a wheel.
 */
export function scrollByTouch(host: HTMLElement, terminal: Terminal): () => void {
  let lastY: number | null = null
  let moved = 0

  const start = (event: TouchEvent) => {
    lastY = event.touches.length === 1 ? (event.touches[0]?.clientY ?? null) : null
    moved = 0
  }
  const move = (event: TouchEvent) => {
    const [touch] = event.touches
    const screen = host.querySelector('.xterm-screen')
    if (lastY === null || !touch || !screen) return
    event.preventDefault()
    const deltaY = lastY - touch.clientY
    lastY = touch.clientY
    if (terminal.buffer.active.type === 'normal' && terminal.modes.mouseTrackingMode === 'none') {
      moved += deltaY / (screen.clientHeight / terminal.rows)
      const lines = Math.trunc(moved)
      moved -= lines
      terminal.scrollLines(lines)
    } else {
      screen.dispatchEvent(new WheelEvent('wheel', { deltaY, clientX: touch.clientX, clientY: touch.clientY, bubbles: true, cancelable: true }))
    }
  }
  host.addEventListener('touchstart', start, { passive: true })
  host.addEventListener('touchmove', move, { passive: false })
  return () => {
    host.removeEventListener('touchstart', start)
    host.removeEventListener('touchmove', move)
  }
}
