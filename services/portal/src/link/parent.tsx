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
import { say, sayDay } from './texts.ts';
import { Arriving, Trouble, usePage } from './use-page.tsx';
import { Sheet } from './sheet.tsx';
import { Writing } from './writing.tsx';
import { Visits } from './visits.tsx';

type Whole = { page: MyPage; thread: MyThread; visits: MyVisits };

const read = async (): Promise<Whole> => ({
  page: await ask<MyPage>(INTAKE, 'GetMyPage'),
  thread: await ask<MyThread>(SCHOOL, 'GetMyThread'),
  visits: await ask<MyVisits>(MATCHING, 'GetMyVisits'),
});

/** One person's own page: what to read, what to choose, what to ask; nothing of anybody else. */
export function ParentPage() {
  const { shown, trouble, load, act, last } = usePage(read);
  const [closed, setClosed] = useState(false);
  if (!shown) return <Arriving trouble={trouble} load={load} />;
  const { page } = shown;
  if (closed) return <Said>{say('notMeDone', { name: page.anchorName })}</Said>;
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
      <Everything whole={shown} acts={{ page, act }} />
      <Looked page={page} notMe={notMe} />
    </>
  );
}

function Everything({ whole, acts }: { whole: Whole; acts: Acts }) {
  const { page, thread, visits } = whole;
  const { messages, questions, contactPolicy } = thread;
  // of an opened message the school may know something still
  const opened = messages.some(({ receivers }) => receivers.some((one) => one.openedAt));
  const pupils = contactPolicy === 'none' || !page.decides ? [] : atSchoolToday(thread.pupils);
  return (
    <>
      <section aria-labelledby="to-read">
        <h2 id="to-read">{say('toRead')}</h2>
        {messages.length ? null : <p>{say('nothing')}</p>}
        {messages.map((message) => (
          <MessageOf key={message.id} message={message} acts={acts} />
        ))}
      </section>
      <Visits visits={visits} page={page} />
      <Invitations thread={thread} acts={acts} />
      <Say mayTell={pupils} questions={questions} acts={acts} />
      <Sheet page={page} acts={acts} />
      <Consents acts={acts} opened={opened} />
      <Writing acts={acts} />
    </>
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
