/** @jsxImportSource preact */
import type { Pupil, Question } from '@katrol/proto/katrol/school_liaison/v1/json';
import { useState } from 'preact/hooks';
import { SCHOOL } from './call.ts';
import type { Acts } from './acts.ts';
import { Area, Button, Said } from './pieces.tsx';
import { pageLanguage, say, sayDay } from './texts.ts';

/** `mayTell`: where something may be said to, from here. */
type Props = { mayTell: Pupil[]; questions: Question[]; acts: Acts };
type Doing = '' | 'school' | 'question';

/** The person begins: to the school in own words, or a question for the branch. */
export function Say({ mayTell, questions, acts }: Props) {
  const [doing, does] = useState<Doing>('');
  const [thanks, setThanks] = useState(false);
  const close = (done: boolean) => {
    does('');
    setThanks(done);
  };
  const askFor = async (kind: string) =>
    setThanks(await acts.act(SCHOOL, 'AskQuestion', { kind, language: pageLanguage() }));
  const { page } = acts;
  return (
    <section aria-labelledby="say">
      <h2 id="say">{say('ownWords')}</h2>
      {thanks ? <Said>{say('weGotIt')}</Said> : null}
      {doing === 'school' ? (
        <ToSchool mayTell={mayTell} acts={acts} close={close} />
      ) : doing === 'question' ? (
        <AskOf acts={acts} close={close} />
      ) : (
        <div class="choice">
          {mayTell.length ? (
            <Button onPress={() => does('school')}>{say('tellSchool')}</Button>
          ) : null}
          <Button onPress={() => does('question')}>{say('question')}</Button>
          <Button onPress={() => askFor('call_me')}>{say('callMe')}</Button>
          {page.waiting ? (
            <Button onPress={() => askFor('still_wanted')}>{say('stillWanted')}</Button>
          ) : null}
          <Button onPress={() => askFor('everything_kept')}>{say('everything')}</Button>
        </div>
      )}
      <ul>
        {questions
          .filter((one) => one.takenBy)
          .map((one) => (
            <li key={one.id}>
              {one.text} {say('takenBy', { name: one.takenBy, day: sayDay(one.dueOn) })}{' '}
              {one.answer}
            </li>
          ))}
      </ul>
    </section>
  );
}

type Closing = { acts: Acts; close: (done: boolean) => void };

function ToSchool({ mayTell, acts, close }: Closing & { mayTell: Pupil[] }) {
  const [childId, choose] = useState(mayTell[0]?.childId ?? '');
  const [text, setText] = useState('');
  const nameOf = (id: string) => acts.page.children.find((one) => one.id === id)?.firstName ?? '';
  const send = async () => {
    const language = pageLanguage();
    const body = { childId, childName: nameOf(childId), purpose: 'ask', text, language };
    if (await acts.act(SCHOOL, 'BeginMessage', body)) close(true);
  };
  return (
    <>
      {mayTell.length > 1 ? (
        <>
          <label for="about">{say('aboutWhom')}</label>
          <select id="about" value={childId} onChange={(e) => choose(e.currentTarget.value)}>
            {mayTell.map((one) => (
              <option key={one.id} value={one.childId}>
                {nameOf(one.childId)}
              </option>
            ))}
          </select>
        </>
      ) : null}
      <Area label={say('tellSchool')} help={say('ownWordsHelp')} value={text} onInput={setText} />
      <Button tone="main" off={text.trim() === ''} onPress={send}>
        {say('send')}
      </Button>
      <Button onPress={() => close(false)}>{say('back')}</Button>
    </>
  );
}

function AskOf({ acts, close }: Closing) {
  const [text, setText] = useState('');
  const send = async () => {
    const body = { kind: 'question', text, language: pageLanguage() };
    if (await acts.act(SCHOOL, 'AskQuestion', body)) close(true);
  };
  return (
    <>
      <Area label={say('question')} value={text} onInput={setText} />
      <Button tone="main" off={text.trim() === ''} onPress={send}>
        {say('send')}
      </Button>
      <Button onPress={() => close(false)}>{say('back')}</Button>
    </>
  );
}
