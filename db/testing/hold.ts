// Holds a database for writing until its input ends; says "held" when it does. argv: the file.
import { createClient } from '@libsql/client'

const client = createClient({ url: `file:${process.argv[2] ?? ''}` })
const transaction = await client.transaction('write')
process.stdout.write('held\n')
process.stdin.resume()
process.stdin.on('end', () => {
  transaction.close()
  process.exit(0)
})
