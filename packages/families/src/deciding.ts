/**
 * What one person says today: `ended`, a yes whose day is past; `silent`, asked without an answer;
 * `none`, not asked.
 */
export type Voice = 'yes' | 'no' | 'ended' | 'silent' | 'none';

/** One of those who decide. `held`: a coordinator keeps them out, for a court's order or danger. */
export type Voiced = { id: string; held: boolean; voice: Voice };

/** The child itself: asked beside the parents, alone of age, or not asked (''). */
export type YoungVoice = { id: string; voice: Voice; asked: 'too' | 'alone' | '' };

type DecidedState =
  | 'yes'
  | 'no'
  | 'disagreement'
  | 'silent'
  | 'held'
  | 'ended'
  | 'young_person_said_no'
  | 'not_asked';

/** How it stands, and who is to be talked to next, each apart. */
export type Decided = { state: DecidedState; talkTo: string[] };

const idsOf = (voices: readonly Voiced[], ...wanted: Voice[]): string[] =>
  voices.filter((one) => !one.held && wanted.includes(one.voice)).map((one) => one.id);

/** What the parents' voices come to, before the young person is looked at. */
function ofParents(voices: readonly Voiced[], allDeciders: boolean): Decided {
  const free = voices.filter((one) => !one.held);
  const has = (voice: Voice, among: readonly Voiced[] = free): boolean =>
    among.some((one) => one.voice === voice);
  // a no counts whoever is held: nothing leaves on the word of one alone
  if (has('no', voices)) {
    if (!has('yes')) return { state: 'no', talkTo: [] };
    return { state: 'disagreement', talkTo: free.map((one) => one.id) };
  }
  const missing = has('yes') && allDeciders ? free.filter((one) => one.voice !== 'yes') : [];
  if (has('yes') && missing.length === 0) return { state: 'yes', talkTo: [] };
  const asked = missing.length > 0 ? missing : voices;
  if (has('yes', voices) && missing.length === 0) {
    return { state: 'held', talkTo: idsOf(voices, 'none', 'silent', 'ended') };
  }
  if (has('ended', asked)) return { state: 'ended', talkTo: idsOf(asked, 'ended') };
  if (has('silent', asked)) return { state: 'silent', talkTo: idsOf(asked, 'silent') };
  return { state: 'not_asked', talkTo: idsOf(asked, 'none') };
}

function ofAdult({ id, voice }: YoungVoice, parents: Decided): Decided {
  if (voice === 'yes') return { state: 'yes', talkTo: [] };
  if (voice === 'no') return { state: 'no', talkTo: [] };
  const began = voice === 'none' && parents.state === 'yes';
  const state = began ? 'ended' : voice === 'none' ? 'not_asked' : voice;
  return { state, talkTo: [id] };
}

/**
 * What those who decide for one child come to. One yes is enough while none of them said no, unless
 * `allDeciders`; from eighteen (`asked` is `alone`) the young person alone.
 */
export function decided(
  voices: readonly Voiced[],
  young: YoungVoice,
  { allDeciders }: { allDeciders: boolean },
): Decided {
  const parents = ofParents(voices, allDeciders);
  if (young.asked === 'alone') return ofAdult(young, parents);
  if (young.voice === 'no') return { state: 'young_person_said_no', talkTo: [young.id] };
  const askedToo = young.asked === 'too' && young.voice !== 'yes';
  return parents.state === 'yes' && askedToo ? { ...parents, talkTo: [young.id] } : parents;
}
