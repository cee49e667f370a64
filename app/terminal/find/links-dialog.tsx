import { Dialog } from '../../ui/dialog.tsx'

/** The links of a terminal by where they lead, to be opened by keyboard or finger. */
export function LinksDialog({ links, onClose }: { links: readonly string[]; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="Links in this terminal" description={links.length > 0 ? 'Newest first. Each opens in a tab of its own.' : 'It shows none, and none was printed in its last 500 lines.'}>
      {links.length > 0 && (
        <ul className="-mx-2 grid max-h-[50dvh] gap-0.5 overflow-y-auto p-0.5">
          {links.map((url, index) => (
            <li key={url}>
              <a href={url} data-first={index === 0 || undefined} target="_blank" rel="noopener noreferrer" className="hover:bg-hover rounded-control text-accent block px-2 py-1.5 font-mono text-small wrap-anywhere pointer-coarse:py-3" onClick={onClose}>
                {url}
              </a>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
