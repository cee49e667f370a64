/** Files and text that are dragged onto a terminal. Without it the browser would leave the page for a file that is dropped. */
export function bindFileDrop(host: HTMLElement, { onFiles, onText, onOver }: { onFiles: (files: File[]) => void; onText: (text: string) => void; onOver: (over: boolean) => void }): () => void {
  const takes = (event: DragEvent): boolean => event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/plain') ?? false
  const over = (event: DragEvent) => {
    if (!event.dataTransfer || !takes(event)) return
    event.preventDefault()
    event.stopPropagation()
    event.dataTransfer.dropEffect = 'copy'
    onOver(event.dataTransfer.types.includes('Files'))
  }
  const leave = (event: DragEvent) => {
    if (!(event.relatedTarget instanceof Node && host.contains(event.relatedTarget))) onOver(false)
  }
  const drop = (event: DragEvent) => {
    if (!event.dataTransfer || !takes(event)) return
    event.preventDefault()
    event.stopPropagation()
    onOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0) onFiles(files)
    else onText(event.dataTransfer.getData('text/plain'))
  }
  host.addEventListener('dragover', over)
  host.addEventListener('dragleave', leave)
  host.addEventListener('drop', drop)
  return () => {
    host.removeEventListener('dragover', over)
    host.removeEventListener('dragleave', leave)
    host.removeEventListener('drop', drop)
  }
}
