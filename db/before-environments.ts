import type { Client } from '@libsql/client'

/**
 * What a database needs that was made before sessions had environments: the column, empty, which is what it means for a session to have
 * none. Beside the generated migrations, whose first one makes the table with it.
 */
export async function environmentColumn(client: Client): Promise<string[]> {
  const columns = (await client.execute('SELECT name FROM pragma_table_info(\'sessions\')')).rows.map((row) => row['name'])
  return columns.length === 0 || columns.includes('environment_id') ? [] : ['ALTER TABLE `sessions` ADD `environment_id` text']
}
