/** @jsxImportSource preact */
import type { MyPage } from '@katrol/proto/katrol/intake/v1/json';
import type { MyVisits } from '@katrol/proto/katrol/matching/v1/json';
import type { MyThread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { useState } from 'preact/hooks';
import { atSchoolToday } from '../ui/school/today.ts';
import type { Acts } from './acts.ts';
import { ask, INTAKE, MATCHING, revoke, SCHOOL } from './call.ts';
import { Consents } from './consents.tsx';
import { Invitations } from './invitations.tsx';
import { MessageOf } from './message.tsx';
import { Button, Said } from './pieces.tsx';
import { Say } from './say-something.tsx';
import { pageLanguage, say, sayDay } from './texts.ts';
import { Arriving, Trouble, usePage } from './use-page.tsx';
import { Sheet } from './sheet.tsx';
import { together, type Parts } from './together.ts';
import { Writing } from './writing.tsx';
import { Visits } from './visits.tsx';

type Whole = { page: MyPage; thread: MyThread; visits: MyVisits };

const ASKS = {
  page: () => ask<MyPage>(INTAKE, 'GetMyPage', { language: pageLanguage() }),
  thread: () => ask<MyThread>(SCHOOL, 'GetMyThread'),
  visits: () => ask<MyVisits>(MATCHING, 'GetMyVisits'),
};

// while the own page is away: nothing is offered that only it may allow
export const NO_PAGE: MyPage = {
  relation: '',
  children: [],
  consents: [],
  decides: false,
  waiting: false,
  readers: [],
  branchName: {},
  anchorName: '',
  anchorPhone: '',
  agreementUsed: false,
  agreement: [],
  agreementSheet: { language: '', family: '', tutor: '', branch: '', hash: '' },
  writtenTo: [],
  reachable: false,
};

/** One person's own page: what to read, what to choose, what to ask; nothing of anybody else. */
export function ParentPage() {
  const { shown, trouble, load, act, last } = usePage<Parts<Whole>>((before, later) =>
    together<Whole>(ASKS, { before: before?.parts ?? {}, later }),
  );
  const [closed, setClosed] = useState(false);
  if (!shown) return <Arriving trouble={trouble} load={load} />;
  const { page } = shown.parts;
  if (closed) return <Said>{say('notMeDone', { name: page?.anchorName ?? '' })}</Said>;
  const notMe = async () => {
    const done = await last(async () => {
      await ask(SCHOOL, 'AskQuestion', { kind: 'not_me' });
      await revoke();
    });
    setClosed(done);
  };
  return (
    <>
      <h1>{say('title')}</h1>
      <Trouble trouble={trouble} />
      <Everything
        of={shown}
        acts={{ page: page ?? NO_PAGE, known: page !== undefined, act }}
        again={load}
      />
      {page ? <Looked page={page} notMe={notMe} /> : null}
    </>
  );
}

type Props = { of: Parts<Whole>; acts: Acts; again: () => Promise<unknown> };

function Everything({ of: { parts, away }, acts, again }: Props) {
  const { page, thread, visits } = parts;
  const gone = (part: keyof Whole) =>
    away.includes(part) ? <Away key={part} part={part} again={again} /> : null;
  // of an opened message the school may know something still
  const opened = Boolean(
    thread?.messages.some(({ receivers }) => receivers.some((one) => one.openedAt)),
  );
  return (
    <>
      <section aria-labelledby="to-read">
        <h2 id="to-read">{say('toRead')}</h2>
        {gone('thread')}
        {thread?.messages.length === 0 ? <p>{say('nothing')}</p> : null}
        {thread?.messages.map((message) => (
          <MessageOf key={message.id} message={message} acts={acts} />
        ))}
      </section>
      {gone('visits')}
      {visits ? <Visits visits={visits} page={acts.page} /> : null}
      {thread ? <WithSchool thread={thread} acts={acts} /> : null}
      {gone('page')}
      {page ? (
        <>
          <Sheet page={page} acts={acts} />
          <Consents acts={acts} opened={opened} />
          <Writing acts={acts} />
        </>
      ) : null}
    </>
  );
}

function WithSchool({ thread, acts }: { thread: MyThread; acts: Acts }) {
  const { questions, contactPolicy } = thread;
  const mayTell = contactPolicy !== 'none' && acts.page.decides;
  return (
    <>
      <Invitations thread={thread} acts={acts} />
      <Say
        mayTell={mayTell ? atSchoolToday(thread.pupils) : []}
        questions={questions}
        acts={acts}
      />
    </>
  );
}

/** A part that cannot be shown now: it is nobody's fault who reads this. */
function Away({ part, again }: { part: keyof Whole; again: () => Promise<unknown> }) {
  return (
    <section data-testid={`away-${part}`}>
      {part === 'visits' ? <h2>{say('visits')}</h2> : null}
      {part === 'page' ? <h2>{say('consents')}</h2> : null}
      <Said>{say('partAway')}</Said>
      <Button onPress={again}>{say('again')}</Button>
    </section>
  );
}

/** Who opened the file; and a link that somebody else used closes at once. */
function Looked({ page, notMe }: { page: MyPage; notMe: () => Promise<void> }) {
  return (
    <section aria-labelledby="looked">
      <h2 id="looked">{say('looked')}</h2>
      <ul>
        {page.readers.map((one) => (
          <li key={one.name}>
            {one.name} · {sayDay(one.lastOn)}
          </li>
        ))}
      </ul>
      <Button onPress={notMe}>{say('notMe')}</Button>
    </section>
  );
}
