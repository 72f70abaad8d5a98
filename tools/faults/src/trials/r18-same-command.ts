import { setTimeout as sleep } from 'node:timers/promises';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { familiesCalled, platformOf, referral, servicePids, type Consortium } from '../platform.ts';
import { must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const TIMES = 50;

/**
 * Sends a command fifty times at once, and once more when intake was killed: in the middle, or
 * after they were answered. Must be answered alike each time.
 */
async function sameAnswer(
  { platform }: Consortium,
  what: string,
  { send, inTheMiddle }: { send: () => Promise<unknown>; inTheMiddle: boolean },
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
  const pid = servicePids(platform.pid).get('intake');
  const kill = (): boolean => pid !== undefined && process.kill(pid, 'SIGKILL');
  if (inTheMiddle) await sleep(20).then(kill);
  const answers = new Set(await Promise.all(all));
  if (!inTheMiddle) kill();
  answers.add(await once());
  must(answers.size === 1, `${answers.size} different answers to ${what}`);
}

/** Of one family: what was said, its file that goes up in another, and the way out. */
async function ofOneFamily(c: Consortium, round: number): Promise<void> {
  const { coordinator } = c;
  const enter = (name: string) =>
    coordinator(IntakeService, 'enterReferral', { referral: referral(`${name} ${round}`) });
  const [kept, other] = [await enter('Gelijk'), await enter('Gelijkaardig')];
  const key = (what: string): string => `same-${what}-${round}`;
  const page = () => coordinator(IntakeService, 'getFamily', { id: kept.familyId });
  const personId = (await page()).parents[0]?.id ?? '';
  const talked = {
    familyId: kept.familyId,
    answers: [{ personId, purpose: 'registration' as const, answer: 'yes' as const }],
    means: 'spoken' as const,
    language: 'nl',
  };
  const inTheMiddle = round % 2 === 1;
  await sameAnswer(c, 'recordConversation', {
    send: () => coordinator(IntakeService, 'recordConversation', talked, key('talk')),
    inTheMiddle,
  });
  const pair = { familyId: other.familyId, intoFamilyId: kept.familyId };
  const { revision, intoRevision } = await coordinator(IntakeService, 'previewMerge', pair);
  const one = { ...pair, sameChildren: [], revision, intoRevision };
  await sameAnswer(c, 'mergeFamilies', {
    send: () => coordinator(IntakeService, 'mergeFamilies', one, key('merge')),
    inTheMiddle: !inTheMiddle,
  });
  const going = (await page()).referrals.find(({ id }) => id === kept.id);
  const closing = {
    referralId: kept.id,
    why: 'not_wanted',
    familySay: 'Nu even niet.',
    revision: going?.revision ?? 0,
  } as const;
  await sameAnswer(c, 'closeReferral', {
    send: () => coordinator(IntakeService, 'closeReferral', closing, key('close')),
    inTheMiddle,
  });
  const { consents, merged, timeline } = await page();
  const times = (kind: string): number => timeline.filter((one) => one.kind === kind).length;
  const effects = [
    consents.length,
    merged.length,
    times('FAMILIES_MERGED'),
    times('REFERRAL_CLOSED'),
  ];
  must(effects.join() === '1,1,1,1', `effects of round ${round}: ${effects.join()}`);
}

async function sameCommand(world: World, c: Consortium): Promise<string> {
  const rounds = world.scale(2, 20);
  for (let round = 0; round < rounds; round++) {
    const given = referral(`Zelfde ${round}`);
    const key = `same-command-${round}`;
    // every other round intake is killed in the middle
    await sameAnswer(c, 'submitReferral', {
      send: () => c.anybody(IntakeService, 'submitReferral', given, key),
      inTheMiddle: round % 2 === 1,
    });
    await ofOneFamily(c, round);
  }
  const kept = await familiesCalled(c.coordinator, 'zelfde');
  const figure =
    `${rounds} x ${TIMES} posts of 4 commands under one key, intake killed each time: ` +
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
