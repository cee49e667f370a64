import type { Terminal } from '@xterm/xterm'

/** Draws with the graphics card where there is one. Drawn by software, WebGL is slower than the page's own text. */
export async function drawWithGraphics(terminal: Terminal): Promise<void> {
  if (!hasGraphics()) return
  const { WebglAddon } = await import('@xterm/addon-webgl')
  if (!terminal.element) return
  const webgl = new WebglAddon()
  // A lost context (sleep, driver, too many tabs) falls back to text, which never fails.
  webgl.onContextLoss(() => webgl.dispose())
  terminal.loadAddon(webgl)
}

function hasGraphics(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  const info = gl?.getExtension('WEBGL_debug_renderer_info')
  if (!gl) return false
  const name: unknown = info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : ''
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return typeof name === 'string' && !/swiftshader|llvmpipe|software|basic render/i.test(name)
}
