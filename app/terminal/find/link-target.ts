const longest = 2_048

/** The address behind a link, as it really is; null for what is not an address on the web. */
export function linkTarget(uri: string): string | null {
  if (uri.length > longest || !URL.canParse(uri)) return null
  const url = new URL(uri)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}
