import type { ComponentProps } from 'react'
import { SelectField } from '../ui/field.tsx'

type ModeFieldProps<Mode extends string> = Omit<ComponentProps<typeof SelectField>, 'children' | 'onChange' | 'value'> & {
  modes: readonly Mode[]
  /** What a mode is called; its text takes the hint's place while it is chosen. */
  wordsOf: (mode: Mode) => { title: string; text?: string }
  /** What nothing chosen is called. */
  usual: string
  /** '' = nothing chosen. */
  value: string
  onChoose: (value: string) => void
}

/** One of the modes that a setting has, or the usual. */
export function ModeField<Mode extends string>({ modes, wordsOf, usual, value, onChoose, hint, ...field }: ModeFieldProps<Mode>) {
  const chosen = modes.find((mode) => mode === value)
  return (
    <SelectField {...field} value={value} onChange={(event) => onChoose(event.target.value)} hint={(chosen && wordsOf(chosen).text) ?? hint}>
      <option value="">{usual}</option>
      {modes.map((mode) => (
        <option key={mode} value={mode}>
          {wordsOf(mode).title}
        </option>
      ))}
    </SelectField>
  )
}
