export type Option<T extends string> = { value: T; title: string; text: string; disabled?: boolean }

type ChoiceProps<T extends string> = { legend: string; name: string; options: readonly Option<T>[]; value: T | null; onChange: (value: T) => void; problem?: string | undefined }

/** One of a few, each with a line that says what it means. */
export function Choice<T extends string>({ legend, name, options, value, onChange, problem }: ChoiceProps<T>) {
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1.5 font-[550]">{legend}</legend>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(130px,1fr))] gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="border-line-strong rounded-control has-checked:border-accent has-focus-visible:outline-accent grid content-start border px-2.5 py-2 has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)] has-disabled:opacity-60 has-focus-visible:outline-2 has-focus-visible:outline-offset-1"
          >
            <input type="radio" className="sr-only" name={name} value={option.value} checked={option.value === value} disabled={option.disabled} onChange={() => onChange(option.value)} />
            <span className="truncate font-[550]">{option.title}</span>
            <span className="text-muted text-small wrap-anywhere">{option.text}</span>
          </label>
        ))}
      </div>
      {problem !== undefined && <p className="text-error text-small wrap-anywhere">{problem}</p>}
    </fieldset>
  )
}
