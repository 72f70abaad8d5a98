import { dateOf } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Tx } from './client.ts';

/** When a tutor was with somebody, in minutes after local midnight. */
export type Hour = { day: string; fromMinute: number; untilMinute: number };
export type LoggedHour = Hour & { sessionId: string; person: string; branchCode: string };

/**
 * One log of a person at a time, whatever the branch: what is read of the own hours afterwards stays
 * true until the transaction ends.
 */
export async function holdPerson(tx: Tx, person: string): Promise<void> {
  await tx.query(
    sql`select pg_advisory_xact_lock(hashtextextended('person:' || ${person}, 0))::text`,
  );
}

/** An hour at which this person was with somebody already, in any branch; not with whom. */
export async function hourOverlapping(
  tx: Tx,
  person: string,
  { day, fromMinute, untilMinute }: Hour,
  but: readonly string[],
): Promise<Hour | undefined> {
  const row = await tx.loggedHour.findFirst({
    where: {
      person,
      day: dateOf(day),
      fromMinute: { lt: untilMinute },
      untilMinute: { gt: fromMinute },
      sessionId: { notIn: [...but] },
    },
    orderBy: { fromMinute: 'asc' },
  });
  return row ? { day, fromMinute: row.fromMinute, untilMinute: row.untilMinute } : undefined;
}

/** Keeps at which hour a session was; one that was not, or at an hour nobody said, has none. */
export async function keepHour(
  tx: Tx,
  sessionId: string,
  hour: Omit<LoggedHour, 'sessionId'> | undefined,
): Promise<void> {
  if (!hour) {
    await tx.loggedHour.deleteMany({ where: { sessionId } });
    return;
  }
  const data = { ...hour, day: dateOf(hour.day) };
  await tx.loggedHour.upsert({
    where: { sessionId },
    create: { sessionId, ...data },
    update: data,
  });
}
