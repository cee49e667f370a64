import { useId } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogFooter } from '../../ui/dialog.tsx'
import { Field, inputClass } from '../../ui/field.tsx'
import { themes } from './themes.ts'
import { useViewSettings } from './use-view-settings.ts'
import { cleanFamily, fontSizes, isTheme, type ViewSettings } from './view-settings.ts'

const families = ['JetBrains Mono Variable', 'ui-monospace', 'SF Mono', 'Menlo', 'Consolas', 'Cascadia Code', 'Fira Code', 'DejaVu Sans Mono', 'Ubuntu Mono', 'Noto Sans Mono']

type Flag = 'cursorBlink' | 'copyOnSelect' | 'ctrlCopies' | 'screenReader'
const flags: { name: Flag; label: string; text: string }[] = [
  { name: 'copyOnSelect', label: 'Copy on select', text: 'What is selected with the mouse is in the clipboard at once.' },
  { name: 'ctrlCopies', label: 'Ctrl-C copies a selection, Ctrl-V pastes', text: 'As on Windows. Without a selection Ctrl-C still goes to the program.' },
  { name: 'cursorBlink', label: 'Blinking cursor', text: 'Never where the system asks for less motion.' },
  { name: 'screenReader', label: 'Screen reader', text: 'New lines are read out, and the screen can be walked through line by line. Ctrl-F6 leaves a terminal for its tab.' },
]

/** How terminals look and behave in this browser. Every change shows at once. */
export function ViewSettingsDialog({ onClose }: { onClose: () => void }) {
  const { settings, change, reset } = useViewSettings()
  const id = useId()
  return (
    <Dialog open onOpenChange={onClose} title="Terminal view" description="For all terminals in this browser.">
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="grid content-start gap-1.5 sm:col-span-2">
          <label htmlFor={`${id}-theme`} className="font-[550]">Theme</label>
          <select id={`${id}-theme`} className={inputClass} value={settings.theme} onChange={({ target: { value } }) => { if (isTheme(value)) change({ theme: value }) }}>
            <option value="auto">Like the page, light or dark</option>
            {Object.entries(themes).map(([key, { name }]) => <option key={key} value={key}>{name}</option>)}
          </select>
        </div>
        <Field
          label="Font"
          optional
          hint="Installed on this device; ours stands in for what is missing."
          placeholder="JetBrains Mono"
          list={`${id}-fonts`}
          value={settings.fontFamily}
          onChange={({ target: { value } }) => change({ fontFamily: cleanFamily(value) })}
        />
        <datalist id={`${id}-fonts`}>{families.map((family) => <option key={family} value={family} />)}</datalist>
        <FontSize settings={settings} onChange={(fontSize) => change({ fontSize })} />
      </div>
      <div className="grid gap-3">
        {flags.map(({ name, label, text }) => (
          <label key={name} className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5">
            <input
              type="checkbox"
              className="accent-(--color-accent) mt-[3px] size-3.5 pointer-coarse:size-5"
              checked={settings[name]}
              aria-describedby={`${id}-${name}`}
              onChange={({ target: { checked } }) => change({ [name]: checked })}
            />
            <span className="font-[550]">{label}</span>
            <span id={`${id}-${name}`} className="text-muted text-small col-start-2">{text}</span>
          </label>
        ))}
      </div>
      <DialogFooter>
        <Button onClick={reset}>Reset</Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

function FontSize({ settings: { fontSize }, onChange }: { settings: ViewSettings; onChange: (size: number | null) => void }) {
  const id = useId()
  const sizes = Array.from({ length: fontSizes.max - fontSizes.min + 1 }, (_, index) => fontSizes.min + index)
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="font-[550]">Size</label>
      <select id={id} className={inputClass} value={fontSize ?? ''} onChange={({ target: { value } }) => onChange(value === '' ? null : Number(value))}>
        <option value="">To fit the window</option>
        {sizes.map((size) => <option key={size} value={size}>{size} px</option>)}
      </select>
    </div>
  )
}
