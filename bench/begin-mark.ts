/** What a terminal prints before the output that is looked at. */
export const beginMark = Buffer.from('\u0001\u0002')
/** Prints it. A shell that echoes the typed line shows backslashes and digits, so that the bytes themselves are in the output alone. */
export const printBeginMark = "printf '\\001\\002'"
