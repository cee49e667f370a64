/** What a paste holds: files where it is files or a picture, else text. Who copies from a document gets its text, not the picture of it. */
export function pastedFiles({ files, types, text }: { files: readonly File[]; types: readonly string[]; text: string }): File[] {
  const named = text.trim() === '' || files.some(({ name }) => text.split(/\r?\n/).includes(name))
  return files.length > 0 && types.includes('Files') && named ? files.map(withName) : []
}

/** A picture of the clipboard has no name of its own: every browser calls it image.png. */
function withName(file: File): File {
  return file.name === '' ? new File([file], `pasted.${file.type.split('/')[1] ?? 'bin'}`, { type: file.type }) : file
}

/** A picture that lies in the clipboard, for who pastes by a menu; none where there is none, or the browser does not say. */
export async function clipboardPictures(clipboard: Pick<Clipboard, 'read'>): Promise<File[]> {
  const pictures: File[] = []
  for (const item of await clipboard.read()) {
    const type = item.types.find((one) => one.startsWith('image/'))
    if (type !== undefined) pictures.push(new File([await item.getType(type)], `image.${type.slice('image/'.length)}`, { type }))
  }
  return pictures
}
