import { pino, type DestinationStream, type Logger } from 'pino'

/** What moves a terminal or turns its text, and JSON leaves as it is. */
const controls = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** The log, a line of JSON each. Who reads it in a terminal sees what a session printed and is shown nothing by it. */
export function createLog(level: string, file: DestinationStream = pino.destination({ dest: 2, sync: true })): Logger {
  return pino({ level, redact: ['*.token', '*.key', '*.cookie', '*.code'] }, { write: (line) => { file.write(line.replace(controls, escaped)) } })
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
