import { addDays, goStraight, localDay, whenAbandoned } from '@katrol/runtime';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { Calendar } from './calendar.ts';
import { branches, FEATURED, townOf } from './consortium.ts';
import { loadBranch, sizeOf } from './branch.ts';
import { loadFigures } from './figures.ts';
import { each } from './load.ts';
import { planTutors } from './plan-tutors.ts';
import { openPortal, type Portal } from './portal.ts';
import { coordinatorOf, loadReference, loadRosters } from './reference.ts';
import { Underway } from './school-answers.ts';
import { START_TRAINING_DAYS } from './tutors.ts';

// Loads the demonstration consortium through the public interfaces only.
goStraight(process.env);
whenAbandoned(() => process.exit(1));

const publicUrl = process.env['PUBLIC_URL'] ?? 'http://localhost:8080';
const say = (line: string): void => console.log(line);
const since = Date.now();
const seconds = (): string => ((Date.now() - since) / 1000).toFixed(0);

// given where a click on a name is not enough
const { DEMO_PASSWORD: password, DEMO_CODE_KEY: codeKey } = process.env;
const portal = openPortal(publicUrl, say, password && codeKey ? { password, codeKey } : undefined);
const calendar = new Calendar(await dayItBegan(portal));
// a trial may want a part of it: codes, separated by commas
const only = (process.env['KATROL_DEMO_BRANCHES'] ?? '').split(',').filter(Boolean);
const all = branches()
  .filter(({ code }) => only.length === 0 || only.includes(code))
  .map((branch) => ({ branch, tutors: planTutors(branch, sizeOf(branch)) }));
const presets = await loadReference(
  portal,
  all.map((a) => a.branch),
  calendar,
);
say(`Demonstratie laden: ${all.length} werkingen en de hogescholen staan er (${seconds()} s)`);
const students = all.flatMap(({ branch, tutors }) =>
  tutors.filter((t) => t.kind === 'student').map((tutor) => ({ branch, tutor })),
);
const rostered = await loadRosters(portal, students, calendar);
say(`Demonstratie laden: ${rostered.size} studenten (${seconds()} s)`);
let done = 0;
let failed = 0;
const underway = new Underway(portal);
const loading = { portal, calendar, presets, rostered };
const load = async ({ branch, tutors }: (typeof all)[number]): Promise<void> => {
  failed += 1;
  underway.add(await loadBranch(loading, branch, tutors));
  failed -= 1;
  done += 1;
  say(`Demonstratie laden: ${done}/${all.length} werkingen, ${townOf(branch)} (${seconds()} s)`);
  await underway.due();
};
// the featured ones first and alone, the others by twos: while one waits for an event, the other
// goes on
await each(all.slice(0, FEATURED), 1, load);
await each(all.slice(FEATURED), 2, load);
await underway.rest(say);
await each([1], 1, () =>
  loadFigures(
    portal,
    all.map(({ branch }) => branch),
    calendar.today,
  ),
);
const refusals = [...portal.tally.refusals];
for (const [reason, times] of refusals) say(`  geweigerd / refused: ${times} x ${reason}`);
const refused = refusals.reduce((sum, [, times]) => sum + times, 0);
say(
  `Demonstratie geladen in ${seconds()} s: ${portal.tally.calls} aanroepen, ` +
    `${refused} geweigerd / demonstration loaded`,
);
process.exit(failed === 0 ? 0 : 1);

// A load that goes on after a day keeps the days it began with: its commands must be the same as
// then.
async function dayItBegan(from: Portal): Promise<string> {
  const today = localDay(new Date());
  const [first] = branches();
  const me = await from.as(coordinatorOf(first?.code ?? ''));
  const options = {
    filters: [{ field: 'code', values: ['start'] }],
    sort: 'takes_place_on',
    limit: 1,
  };
  const { rows } = await me(VolunteerTrainingService.method.listTrainings, {
    branchCode: first?.code ?? '',
    options,
  });
  return rows[0] ? addDays(rows[0].takesPlaceOn.slice(0, 10), START_TRAINING_DAYS) : today;
}
