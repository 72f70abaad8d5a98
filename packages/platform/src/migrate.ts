// A process of its own: Prisma's engine leaves its memory behind when it ends.
import { readFile } from 'node:fs/promises';
import { whenAbandoned } from '@katrol/runtime';
import { applyMigrations, readMigrations } from '@katrol/store/migrate';
import type { MigrationTask } from './migrations.ts';

const migrate = async (tasks: MigrationTask[]): Promise<void> => {
  for (const { service, ownerUrl, schemaFile, folders } of tasks) {
    const applied = await applyMigrations({
      ownerUrl,
      schema: await readFile(schemaFile, 'utf8'),
      directories: await readMigrations(...folders),
    });
    process.send?.({ service, applied });
  }
};

process.once('message', (tasks) => {
  migrate(tasks as MigrationTask[]).then(
    () => process.exit(0),
    (error: Error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
});
whenAbandoned(() => process.exit(1));
