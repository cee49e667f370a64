// The one place that configures zod for both ends: no `new Function` probe (a CSP violation in the page), words for people.
import * as z from 'zod/mini'
import { issueInWords } from './issue-words.ts'

const { localeError } = z.locales.en()
z.config({ jitless: true, localeError: (issue) => issueInWords(issue) ?? localeError(issue) })

export { z }
