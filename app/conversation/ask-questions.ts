export type AskOption = { label: string; description: string | null }
export type AskQuestion = { question: string; header: string | null; several: boolean; options: AskOption[] }

/** The questions that an agent asks a person, as it gave them; none for a mere permission. What has no such form is left out. */
export function askQuestions(input: Record<string, unknown>): AskQuestion[] {
  const { questions } = input
  if (!Array.isArray(questions)) return []
  return questions.flatMap((one: unknown) => {
    if (!isRecord(one) || typeof one['question'] !== 'string') return []
    const { question, header, multiSelect, options } = one
    return [{ question, header: typeof header === 'string' ? header : null, several: multiSelect === true, options: optionsOf(options) }]
  })
}

/** The answers as one message: a line for each question, so an answer is one line. */
export function answerMessage(answers: readonly (readonly string[])[]): string {
  return answers.map((chosen) => chosen.map((one) => one.replace(/\s*\n\s*/g, ' ').trim()).filter((one) => one !== '').join(', ')).join('\n')
}

function optionsOf(options: unknown): AskOption[] {
  if (!Array.isArray(options)) return []
  return options.flatMap((one: unknown) => {
    if (!isRecord(one) || typeof one['label'] !== 'string') return []
    return [{ label: one['label'], description: typeof one['description'] === 'string' ? one['description'] : null }]
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
