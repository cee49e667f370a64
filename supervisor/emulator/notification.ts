const longestNotice = 500

/** The text of `OSC 9 ; text`; null for what else uses that number: `9;4` is a progress bar, other digits are ConEmu's. */
export function parseOsc9(payload: string): string | null {
  return /^\d+(?:;|$)/.test(payload) ? null : plainNotice(payload)
}

/** The text of `OSC 777 ; notify ; title ; body`. */
export function parseOsc777(payload: string): string | null {
  const [what, title = '', ...body] = payload.split(';')
  return what === 'notify' ? plainNotice([title, body.join(';')].filter((part) => part !== '').join(': ')) : null
}

function plainNotice(text: string): string | null {
  // eslint-disable-next-line no-control-regex -- control and direction characters are what is taken out
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/g, ' ').trim()
  return plain === '' ? null : plain.slice(0, longestNotice)
}
