import { saysLink, type Verifier } from '@katrol/identity';
import { Refusal, type Clock } from '@katrol/runtime';
import type { RawTx, Store } from '@katrol/store';
import { openAgain, over } from './deps.ts';
import { inLinks, keepUsed, linkById, stands } from './rows.ts';

/** What the door asks of a call that comes with a link. */
export type LinkDoor = {
  /**
   * The token of a call that came with a link; undefined where it came with none. `admitted`: the
   * kinds that the contract lets call; `unattended`: it is no use of the link. Refuses
   * `unauthenticated` a token that is none, LINK_OVER once the link does not stand, and
   * LINK_OPEN_AGAIN once another second question is asked; `permission_denied` a kind that is not
   * admitted.
   */
  tokenOf(
    authorization: string | null,
    call: { admitted: readonly string[]; unattended: boolean },
    deadline: Date,
  ): Promise<string | undefined>;
};

/** The door's judgement: what a link may call, looked up at each call, so that revoking works at once. */
export const linkDoor = (o: {
  store: Store<RawTx>;
  verifier: Verifier;
  clock: Clock;
}): LinkDoor => ({
  tokenOf: async (authorization, { admitted, unattended }, deadline) => {
    const token = bearerOf(authorization);
    // another token that somebody brings along opens nothing: the session counts
    if (!saysLink(token)) return undefined;
    const principal = await o.verifier.verify(token);
    if (principal.kind !== 'link') return undefined;
    if (!admitted.includes(principal.link)) throw new Refusal('permission_denied', 'ROLE_MISSING');
    const now = o.clock.now();
    const link = await inLinks(o.store, deadline, async (tx) => {
      const kept = await linkById(tx, principal.id);
      const opens = kept && stands(kept, now) && kept.asked === principal.asked;
      if (opens && !unattended) await keepUsed(tx, kept, now);
      return kept;
    });
    if (!link || !stands(link, now)) {
      const { reason, meta } = over(link?.branchCode);
      throw new Refusal('unauthenticated', reason, { meta });
    }
    if (principal.asked !== link.asked) throw openAgain();
    return token;
  },
});

const bearerOf = (authorization: string | null): string =>
  /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1] ?? '';

/** Does a call say that it comes with a link, whatever is behind it? */
export const comesWithLink = (authorization: string | null): boolean =>
  saysLink(bearerOf(authorization));
