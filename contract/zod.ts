// The one place that configures zod for both ends: no `new Function` probe (a CSP violation in the page), English words.
import * as z from 'zod/mini'

z.config({ jitless: true, ...z.locales.en() })

export { z }
