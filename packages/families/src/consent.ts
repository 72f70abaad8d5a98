import type { Plain } from '@katrol/contract';
import type { ConsentChanged } from '@katrol/proto/katrol/intake/v1/events_pb';

/** What intake told is in force of a family's consent. */
export type Consent = Omit<Plain<ConsentChanged>, 'occurredOn' | 'statistics'>;

type Copy = Pick<Consent, 'given' | 'until'>;

/** Is the yes that was told in force today? The day of its end needs no telling. */
export const holds = ({ given, until }: Copy, today: string): boolean =>
  given && (until === '' || until >= today);

/** What was told at an earlier count changes nothing. What was told before counting began is 0. */
export const isNewer = (told: { sequence: number }, known: { sequence: number } | undefined) =>
  !known || told.sequence > known.sequence || (told.sequence === 0 && known.sequence === 0);

type ForChild = Copy & { childId: string };

/** What counts for a child: its own line, else the family's; undefined where nothing was told. */
export const lineFor = <C extends ForChild>(lines: readonly C[], childId: string): C | undefined =>
  lines.find((one) => one.childId === childId) ?? lines.find((one) => one.childId === '');
