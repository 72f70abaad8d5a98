import { filesOf } from '@katrol/families';
import { notFound } from '@katrol/runtime';
import type { LiaisonCall } from '../store/client.ts';

/** The person of the link with which somebody calls; empty where an account does. */
export const linkPerson = ({ link }: Pick<LiaisonCall, 'link'>): string => link?.person ?? '';

/** Refuses NOT_FOUND another text than the one that a link is about, where it is about one. */
export function expectItem({ link }: Pick<LiaisonCall, 'link'>, messageId: string): void {
  if (link?.link === 'parent-item' && link.object !== messageId) throw notFound('message_id');
}

/** The files of the family whose link it is. */
export async function linkFamily({ link, tx }: LiaisonCall): Promise<string[]> {
  if (!link) throw notFound('link');
  return await filesOf(tx, link.object);
}
