// Writes rows as fast as it can and says each one's id once it is acknowledged, until it is killed. argv: the file.
import { openDb } from '../client.ts'
import { migrationsIn } from '../migration.ts'
import { signIns } from '../schema.ts'

const db = await openDb({ url: `file:${process.argv[2] ?? ''}`, migrations: migrationsIn('db/migrations') })
for (let index = 0; ; index++) {
  const id = `${String(process.pid)}-${String(index)}`
  await db.write((writer) => writer.insert(signIns).values({ id, cookieHash: id, keyHash: 'k', userAgent: 'x'.repeat(index % 3_000), createdAt: '', expiresAt: '' }))
  process.stdout.write(`${id}\n`)
}
