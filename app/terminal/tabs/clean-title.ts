const longest = 256

/** A title that a program gave, as plain text: no control, invisible or direction-changing characters, and not endless. */
export function cleanTitle(title: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  return title.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '').slice(0, longest).trim()
}
