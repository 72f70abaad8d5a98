import type { LiaisonCall } from '../store/client.ts';
import { filesOf } from '@katrol/families';
import { notFound } from '@katrol/runtime';

/** The person of the link with which somebody calls; empty where an account does. */
export const linkPerson = ({ principal }: Pick<LiaisonCall, 'principal'>): string =>
  principal.kind === 'link' ? principal.person : '';

/** The files of the family whose link it is. */
export async function linkFamily({ principal, tx }: LiaisonCall): Promise<string[]> {
  if (principal.kind !== 'link') throw notFound('link');
  return await filesOf(tx, principal.object);
}
