/** Why something did not work, in the place where it was tried; nothing where it did. */
export function Problem({ text }: { text: string | null | undefined }) {
  if (text === null || text === undefined) return null
  return (
    <p role="alert" className="bg-error-bg text-error rounded-control px-3 py-2 wrap-anywhere">
      {text}
    </p>
  )
}
