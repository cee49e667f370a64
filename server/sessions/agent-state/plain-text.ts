const longest = 500

/** Text that an untrusted program wrote, for a person to read: one line, no control or direction characters, not long. */
export function plainText(text: string): string | null {
  const plain = text
    // eslint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .toWellFormed()
    .trim()
  if (plain === '') return null
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1).toWellFormed()}…`
}
