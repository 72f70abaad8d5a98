import { codeOrNone } from '@katrol/contract';
import { WorksEnd } from '@katrol/proto/katrol/common/v1/codes';
import { optionalDay } from '@katrol/runtime';
import type { Standing } from '../domain/standing.ts';
import type { Tx } from './client.ts';

// a trajectory whose tutor was never told here stands open, and is nobody's
const unknown: Standing = {
  accountId: '',
  tutorUntil: '',
  tutorEnd: '',
  universityCode: '',
  placementUntil: '',
};

/** How tutors stand, by id. */
export async function standingsOf(
  tx: Tx,
  tutorIds: readonly string[],
): Promise<(tutorId: string) => Standing> {
  const rows = await tx.tutor.findMany({
    where: { id: { in: [...new Set(tutorIds)] } },
    select: {
      id: true,
      accountId: true,
      worksUntil: true,
      worksEnd: true,
      universityCode: true,
      placementUntil: true,
    },
  });
  const known = new Map(
    rows.map(({ id, worksUntil, worksEnd, placementUntil, ...row }): [string, Standing] => [
      id,
      {
        ...row,
        tutorUntil: optionalDay(worksUntil),
        tutorEnd: codeOrNone(WorksEnd, worksEnd),
        placementUntil: optionalDay(placementUntil),
      },
    ]),
  );
  return (tutorId) => known.get(tutorId) ?? unknown;
}
