import { texts, type Says } from '#i18n/index.ts';

/** What a page needs beside its own code: its texts and, past the door, every service's messages. */
export async function behind(says: Says): Promise<void> {
  const messages = says === 'all' || says === 'homes' ? import('#api/all-forms.ts') : undefined;
  await texts(says);
  (await messages)?.knowAll();
}
