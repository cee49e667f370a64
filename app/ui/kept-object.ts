/** What a browser kept as JSON; nothing where that is of another version, or broken. */
export function keptObject(kept: string | null): Record<string, unknown> {
  if (kept === null) return {}
  try {
    const value: unknown = JSON.parse(kept)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
