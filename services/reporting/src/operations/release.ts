import type { Plain } from '@katrol/contract';
import type {
  ExportReleaseRequest,
  GetReleaseRequest,
  MakeReleaseRequest,
  VerifyReleaseResponse,
} from '@katrol/proto/katrol/reporting/v1/release_pb';
import { hasRole } from '@katrol/events';
import type { Measure } from '@katrol/proto/katrol/reporting/v1/codes';
import type { StepCall } from '@katrol/rpc';
import { addMonths, Refusal } from '@katrol/runtime';
import { csvText } from '@katrol/store';
import { periodOf, type Period, type PeriodKey } from '../domain/period.ts';
import type { Definition, ReleaseAsked, ReleaseMade } from '../domain/release.ts';
import type { Runs } from '../runs.ts';
import type { ReportingCall, Tx } from '../store/client.ts';
import { knownBranches } from '../store/counted.ts';
import { indicators } from '../store/definitions.ts';
import { cubeOf } from '../store/figures.ts';
import { academicYears } from '../store/periods.ts';
import {
  cubeKept,
  earlierThan,
  hashOf,
  inOneOrder,
  insertRelease,
  lastOf,
  loadRelease,
  nextNumber,
  releasesOf,
  type Release,
} from '../store/releases.ts';

/** A release is made in a process of its own. */
export type Deps = { runs: Runs };
type Steps = StepCall<Tx, Deps>;

const released = indicators.filter((one) => one.released);
const definitions: Definition[] = released.map(
  ({ code, version, measure, sensitive, arrow, title, counted }) => ({
    code,
    version,
    measure,
    sensitive,
    arrow,
    title,
    counted,
  }),
);

/** Years that may be released: others would overlap, and be told apart from these. */
const RELEASED: readonly PeriodKey['kind'][] = ['school_year', 'three_school_years'];

/** What there is before a release is made. Refuses where the same days were released already. */
async function expectNew(call: Steps, asked: Plain<MakeReleaseRequest>): Promise<Period> {
  if (!RELEASED.includes(asked.period.kind))
    throw new Refusal('failed_precondition', 'PERIOD_NOT_RELEASED');
  return await call.transact(async ({ tx, today }) => {
    const period = periodOf(asked.period, await academicYears(tx));
    if (period.from > today) throw new Refusal('failed_precondition', 'PERIOD_NOT_BEGUN');
    const last = await lastOf(tx, asked.period);
    const corrected =
      asked.correctsId === '' ? undefined : await loadRelease(tx, asked.correctsId, 'corrects_id');
    if (last && corrected?.id !== last.id) {
      const meta = { number: String(last.number) };
      throw new Refusal('failed_precondition', 'RELEASE_EXISTS', { meta });
    }
    if (corrected && !last) throw new Refusal('failed_precondition', 'RELEASE_OF_OTHER_YEAR');
    return period;
  });
}

/** The years that a release of a period can be laid beside: those of any three that hold it. */
const around = ({ from, until }: Period): Pick<Period, 'from' | 'until'> => ({
  from: addMonths(from, -24),
  until: addMonths(until, 24),
});

/** What was made of a cube with everything that was released before; nothing is held while it is. */
async function made(
  call: Steps,
  asked: Omit<ReleaseAsked, 'earlier'>,
  number: number,
): Promise<ReleaseMade> {
  const earlier = await call.transact(({ tx }) => earlierThan(tx, number, around(asked.period)));
  return await call.deps.runs.ask({ ...asked, earlier });
}

/**
 * Makes a release: the cube of all branches, what may be shown of it beside everything that was
 * released before, both kept for good. Of two at once the second is made again, beside the first.
 * Refuses PERIOD_NOT_RELEASED, PERIOD_NOT_BEGUN, and RELEASE_EXISTS unless it corrects the last one.
 */
export async function makeRelease(call: Steps, asked: Plain<MakeReleaseRequest>): Promise<Release> {
  const period = await expectNew(call, asked);
  const branches = await call.transact(({ tx }) => knownBranches(tx));
  const cube = await call.transactIn(branches, async ({ tx, today }) => {
    const all: ReleaseAsked['cube'] = {};
    for (const indicator of released)
      all[indicator.code] = await cubeOf(tx, indicator, { days: period, today, branches });
    return inOneOrder(all);
  });
  for (;;) {
    const number = await call.transact(({ tx }) => nextNumber(tx));
    const { tables, withheld } = await made(call, { period, definitions, cube }, number);
    const id = await call.transactIn(branches, async ({ tx, today: madeOn }) => {
      if ((await nextNumber(tx)) !== number) return undefined;
      const { note, correctsId } = asked;
      const hashes = { cubeHash: hashOf(cube), hash: hashOf(tables) };
      const whole = { number, period, madeOn, note, correctsId, ...hashes };
      return await insertRelease(tx, { ...whole, definitions, tables, withheld, cube });
    });
    if (id !== undefined) return await call.transact(({ tx }) => loadRelease(tx, id));
    await expectNew(call, asked);
  }
}

/** Makes a release again from its own cube and the definitions of its day: is it the same? */
export async function verifyRelease(
  call: Steps,
  id: string,
): Promise<Plain<VerifyReleaseResponse>> {
  const release = await call.transact(({ tx, audit }) => {
    audit(id, '');
    return loadRelease(tx, id);
  });
  const branches = await call.transact(({ tx }) => knownBranches(tx));
  const cube = await call.transactIn(branches, ({ tx }) => cubeKept(tx, id));
  const { period, number, definitions: of } = release;
  const cubeHash = hashOf(withEmpty(cube, of));
  // of another cube nothing needs to be made
  if (cubeHash !== release.cubeHash) return { same: false, hash: '', cubeHash };
  const { tables } = await made(call, { period, definitions: of, cube }, number);
  const hash = hashOf(tables);
  return { same: hash === release.hash, hash, cubeHash };
}

// a table in which nothing was counted has no rows to be kept
const withEmpty = (cube: ReleaseAsked['cube'], of: readonly Definition[]): ReleaseAsked['cube'] =>
  inOneOrder({ ...Object.fromEntries(of.map(({ code }) => [code, []])), ...cube });

/** Releases without their tables, the newest first. */
export const listReleases = ({ tx }: ReportingCall, limit: number): Promise<Release[]> =>
  releasesOf(tx, limit === 0 ? 50 : limit);

type Selected = Pick<Plain<GetReleaseRequest>, 'id' | 'indicators' | 'areas'>;

/** A release, whole or what is selected of it: nothing is computed. */
export async function getRelease(call: ReportingCall, asked: Selected): Promise<Release> {
  const release = await loadRelease(call.tx, asked.id);
  const has = (list: readonly string[], one: string) => list.length === 0 || list.includes(one);
  const tables = release.tables
    .filter(({ indicator }) => has(asked.indicators, indicator))
    .map((table) => ({
      ...table,
      cells: table.cells.filter(({ area }) => has(asked.areas, area)),
    }));
  // who makes releases reads why something could not be shown; nobody else
  const withheld = hasRole(call, 'operator') ? release.withheld : [];
  return { ...release, tables, withheld };
}

// whoever adds up must know what may stand in several rows
const UNITS: Record<Measure, string> = {
  count: 'aantal',
  hours: 'uren',
  families: 'gezinnen, elk één keer',
  tutors: 'begeleiders, elk één keer',
  median_days: 'dagen',
};

/** The same as a file, with its number, its hash, what was asked for and the note on what is hidden. */
export async function* exportRelease(
  call: ReportingCall,
  asked: Plain<ExportReleaseRequest>,
): AsyncGenerator<string> {
  const { number, hash, period, tables, madeOn, definitions: told } = await getRelease(call, asked);
  call.audit(`export:release ${number}`, '');
  const filter = [...asked.indicators, ...asked.areas];
  yield csvText(
    [
      [`vrijgegeven verslag ${number}`, madeOn, `${period.from} - ${period.until}`, hash],
      ...(filter.length > 0 ? [['filter', filter.join(', ')]] : []),
      [
        'verborgen of niet genoemd: niemand, te weinig om te tonen, of zou iets anders verraden; afgerond op 5',
      ],
      [],
      ['cijfer', 'plaats', 'code', 'aantal', 'van 100', 'eenheid', 'zo geteld', 'indicator'],
    ],
    true,
  );
  for (const { indicator, cells } of tables) {
    const of = told.find(({ code }) => code === indicator);
    yield csvText(
      cells.map(({ area, code, value, hidden, share }) => [
        of?.title?.nl ?? indicator,
        area,
        code,
        hidden ? 'verborgen' : value,
        share < 0 ? '' : share,
        UNITS[of?.measure ?? 'count'],
        of?.counted?.nl ?? '',
        indicator,
      ]),
    );
  }
}
