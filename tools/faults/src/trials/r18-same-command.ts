import { setTimeout as sleep } from 'node:timers/promises';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { familiesCalled, platformOf, referral, servicePids, type Consortium } from '../platform.ts';
import { must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

export const TIMES = 50;
type I = typeof IntakeService;

/** Commands that are asked once more later on. */
export type Round = Consortium & { n: number; again: (() => Promise<void>)[] };

// in whose middle intake is killed, round after round; who came before is asked again after it
const KILLED = ['mergeFamilies', 'submitReferral', 'closeReferral', 'recordConversation'] as const;
type What = (typeof KILLED)[number];

/**
 * Sends a command fifty times at once, its service killed in the middle where one is named: it must
 * be answered alike each time.
 */
export async function sameAnswer(
  { platform, again }: Round,
  { what, killed }: { what: string; killed: string | undefined },
  send: () => Promise<unknown>,
): Promise<void> {
  const once = async (): Promise<string> => {
    for (const limit = performance.now() + 60_000; ;) {
      const answer = await send().then(
        (a) => JSON.stringify(a, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)),
        (error: Error) => error,
      );
      if (typeof answer === 'string') return answer;
      must(performance.now() < limit, `${what} is not answered: ${answer.message}`);
      await sleep(100);
    }
  };
  const all = Array.from({ length: TIMES }, once);
  const pid = killed && servicePids(platform.pid).get(killed);
  if (pid) await sleep(20).then(() => process.kill(pid, 'SIGKILL'));
  const answers = new Set(await Promise.all(all));
  answers.add(await once());
  must(answers.size === 1, `${answers.size} different answers to ${what}`);
  const [first = ''] = answers;
  again.push(async () => must(fileOf(await once()) === fileOf(first), `another file by ${what}`));
}

const killedIn = (n: number, what: What): string | undefined =>
  KILLED[n % KILLED.length] === what ? 'intake' : undefined;

/** What an answer is about: later commands change the file, which is read again for an answer. */
const fileOf = (answer: string): string => (JSON.parse(answer) as { id?: string }).id ?? answer;

/** Of one family: what was said, its file that goes up in another, and the way out. */
async function ofOneFamily(round: Round): Promise<() => Promise<void>> {
  const { coordinator, n } = round;
  const enter = (name: string) =>
    coordinator(IntakeService, 'enterReferral', { referral: referral(`${name} ${n}`) });
  const [kept, other] = [await enter('Gelijk'), await enter('Gelijkaardig')];
  const key = (what: What): string => `same-${what}-${n}`;
  const page = () => coordinator(IntakeService, 'getFamily', { id: kept.familyId });
  const personId = (await page()).parents[0]?.id ?? '';
  const talked = {
    familyId: kept.familyId,
    answers: [{ personId, purpose: 'registration' as const, answer: 'yes' as const }],
    means: 'spoken' as const,
    language: 'nl',
  };
  const send = <K extends What>(what: K, request: Parameters<typeof coordinator<I, K>>[2]) =>
    sameAnswer(round, { what, killed: killedIn(n, what) }, () =>
      coordinator(IntakeService, what, request, key(what)),
    );
  await send('recordConversation', talked);
  const pair = { familyId: other.familyId, intoFamilyId: kept.familyId };
  const { revision, intoRevision } = await coordinator(IntakeService, 'previewMerge', pair);
  await send('mergeFamilies', { ...pair, sameChildren: [], revision, intoRevision });
  const going = (await page()).referrals.find(({ id }) => id === kept.id);
  const said = { why: 'not_wanted', familySay: 'Nu even niet.' } as const;
  await send('closeReferral', { referralId: kept.id, ...said, revision: going?.revision ?? 0 });
  return async () => {
    const { consents, merged, timeline } = await page();
    const times = (kind: string): number => timeline.filter((one) => one.kind === kind).length;
    const events = ['FAMILIES_MERGED', 'REFERRAL_CLOSED'].map(times);
    const effects = [consents.length, merged.length, ...events].join();
    must(effects === '1,1,1,1', `effects of round ${n}: ${effects}`);
  };
}

async function sameCommand(world: World, c: Consortium): Promise<string> {
  const rounds = world.scale(2, 20);
  for (let n = 0; n < rounds; n++) {
    const given = referral(`Zelfde ${n}`);
    const round: Round = { ...c, n, again: [] };
    const what = 'submitReferral';
    await sameAnswer(round, { what, killed: killedIn(n, what) }, () =>
      c.anybody(IntakeService, 'submitReferral', given, `same-command-${n}`),
    );
    const onceOnly = await ofOneFamily(round);
    for (const ask of round.again) await ask();
    await onceOnly();
  }
  const kept = await familiesCalled(c.coordinator, 'zelfde');
  const figure =
    `${rounds} x ${TIMES} posts of 4 commands under one key, intake killed in each round: ` +
    `${kept.length} referrals, and one effect each of a conversation, a merge and a way out; ` +
    'answers equal, also after the kill';
  must(kept.length === rounds && new Set(kept).size === rounds, figure);
  return figure;
}

export const sameCommandTwice: Trial = {
  id: 'R18',
  title: 'the same command',
  on: ['platform'],
  run: async (world) => await sameCommand(world, await platformOf(world)),
};
