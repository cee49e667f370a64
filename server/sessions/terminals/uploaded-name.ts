const longest = 80

/** A file's name as nothing has to quote it, since it is typed into whatever runs: letters, digits, dots and dashes. */
export function uploadedName(name: string): string {
  const words = name.normalize('NFC').replace(/[^\p{L}\p{N}\p{M}._]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '')
  const dot = words.lastIndexOf('.')
  const [stem, ending] = dot > 0 && words.length - dot <= 12 ? [words.slice(0, dot), words.slice(dot)] : [words, '']
  return `${Array.from(stem).slice(0, longest - ending.length).join('').replace(/-+$/, '')}${ending}` || 'file'
}
