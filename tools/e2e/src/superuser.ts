import { adminUrl } from '@katrol/figures/config';
import pg from 'pg';
import type { Platform } from './platform.ts';

/** The superuser's way into the databases of a platform. */
export const adminUrlOf = ({ dataDir }: Platform): string => adminUrl({ KATROL_DATA: dataDir });

/** Does something in a service's database behind its back, as nobody can through the platform. */
export async function behindItsBack(
  platform: Platform,
  database: string,
  work: (admin: pg.Client) => Promise<void>,
): Promise<void> {
  const url = new URL(adminUrlOf(platform));
  url.pathname = `/${database}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
