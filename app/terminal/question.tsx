import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'

/** What a terminal asks before it does something that cannot be taken back. */
export type Question =
  | { kind: 'link'; url: string }
  | { kind: 'paste'; lines: number; send: () => void }
  | { kind: 'copy'; text: string; allow: () => void }
  | { kind: 'close'; title: string; programs: readonly string[]; close: () => void }

const shownText = 300

export function QuestionDialog({ question, onDone }: { question: Question; onDone: () => void }) {
  const { title, text, yes, act } = wordsFor(question)
  return (
    <Dialog open onOpenChange={onDone} title={title} description={text}>
      <DialogFooter>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look="primary"
          onClick={() => {
            act()
            onDone()
          }}
        >
          {yes}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

export function openLink(url: string): void {
  open(url, '_blank', 'noopener,noreferrer')
}

/** "sleep runs", "make, node and 3 more run". */
function programWords(programs: readonly string[]): string {
  const names = [...new Set(programs)]
  const [first = 'A program', second] = names
  if (second === undefined) return programs.length > 1 ? `${first} (${String(programs.length)} times) runs` : `${first} runs`
  if (names.length === 2) return `${first} and ${second} run`
  return `${first}, ${second} and ${String(names.length - 2)} more run`
}

function wordsFor(question: Question): { title: string; text: string; yes: string; act: () => void } {
  switch (question.kind) {
    case 'link':
      return { title: 'Open this link?', text: question.url, yes: 'Open', act: () => openLink(question.url) }
    case 'paste':
      return { title: `Paste ${String(question.lines)} lines?`, text: 'The program takes each line as if Enter had been pressed after it.', yes: 'Paste', act: question.send }
    case 'copy': {
      const { text, allow } = question
      const shown = text.length > shownText ? `${text.slice(0, shownText)}…` : text
      return { title: 'Let this terminal write to your clipboard?', text: `A program in it wants to copy: ${shown}`, yes: 'Allow in this terminal', act: allow }
    }
    case 'close':
      return { title: `Close “${question.title}”?`, text: `${programWords(question.programs)} in it and will end.`, yes: 'Close it', act: question.close }
  }
}
