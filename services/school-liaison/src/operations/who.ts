import { filesOf } from '@katrol/families';
import { notFound } from '@katrol/runtime';
import type { LiaisonCall } from '../store/client.ts';

/** The person of the link with which somebody calls; empty where an account does. */
export const linkPerson = ({ link }: Pick<LiaisonCall, 'link'>): string => link?.person ?? '';

/** The files of the family whose link it is. */
export async function linkFamily({ link, tx }: LiaisonCall): Promise<string[]> {
  if (!link) throw notFound('link');
  return await filesOf(tx, link.object);
}
