import { memo, useState } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { linkTarget } from '../terminal/find/link-target.ts'
import { QuestionDialog } from '../terminal/question.tsx'

const plugins = [remarkGfm]

/** What an agent wrote. It becomes elements, never HTML; pictures from elsewhere are not fetched, and links are asked about, as in a terminal. */
export default memo(function Markdown({ text }: { text: string }) {
  const [link, setLink] = useState<string | null>(null)
  const components: Components = {
    a: ({ href, children }) => <Link href={href} onOpen={setLink}>{children}</Link>,
    img: ({ src, alt }) => <Link href={typeof src === 'string' ? src : undefined} onOpen={setLink}>{alt === undefined || alt === '' ? 'picture' : alt}</Link>,
    ...plain,
  }
  return (
    <div className="grid min-w-0 gap-2 wrap-anywhere [&>*]:min-w-0">
      <ReactMarkdown remarkPlugins={plugins} components={components}>
        {text}
      </ReactMarkdown>
      {link !== null && <QuestionDialog question={{ kind: 'link', url: link }} onDone={() => setLink(null)} />}
    </div>
  )
})

function Link({ href, onOpen, children }: { href: string | undefined; onOpen: (url: string) => void; children: React.ReactNode }) {
  const url = linkTarget(href ?? '')
  if (url === null) return <span>{children}</span>
  return (
    <a
      href={url}
      rel="noopener noreferrer"
      className="text-accent underline underline-offset-2"
      onClick={(event) => {
        event.preventDefault()
        onOpen(url)
      }}
    >
      {children}
    </a>
  )
}

const plain: Components = {
  h1: ({ children }) => <h3 className="text-title pt-1 font-semibold">{children}</h3>,
  h2: ({ children }) => <h3 className="text-title pt-1 font-semibold">{children}</h3>,
  h3: ({ children }) => <h4 className="pt-1 font-semibold">{children}</h4>,
  h4: ({ children }) => <h4 className="font-semibold">{children}</h4>,
  h5: ({ children }) => <h4 className="font-semibold">{children}</h4>,
  h6: ({ children }) => <h4 className="font-semibold">{children}</h4>,
  ul: ({ children }) => <ul className="list-disc space-y-1 pl-5">{children}</ul>,
  ol: ({ children, start }) => <ol className="list-decimal space-y-1 pl-5" start={start}>{children}</ol>,
  blockquote: ({ children }) => <blockquote className="border-line-strong text-muted grid gap-2 border-l-2 pl-3">{children}</blockquote>,
  pre: ({ children }) => <pre className="bg-panel border-line rounded-control overflow-x-auto border px-2.5 py-2 font-mono text-small wrap-normal [&_code]:bg-transparent [&_code]:p-0">{children}</pre>,
  code: ({ children }) => <code className="bg-hover rounded-[4px] px-1 py-px font-mono text-small">{children}</code>,
  table: ({ children }) => <div className="overflow-x-auto"><table className="text-small border-collapse">{children}</table></div>,
  th: ({ children }) => <th className="border-line border-b px-2 py-1 text-left font-semibold">{children}</th>,
  td: ({ children }) => <td className="border-line border-b px-2 py-1 align-top">{children}</td>,
  hr: () => <hr className="border-line" />,
}
