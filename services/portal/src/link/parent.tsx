/** @jsxImportSource preact */
import type { MyPage } from '@katrol/proto/katrol/intake/v1/json';
import type { MyVisits } from '@katrol/proto/katrol/matching/v1/json';
import type { MyThread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Acts } from './acts.ts';
import { ask, INTAKE, MATCHING, Refused, revoke, SCHOOL } from './call.ts';
import { Consents } from './consents.tsx';
import { Invitations } from './invitations.tsx';
import { MessageOf } from './message.tsx';
import { Button, Said } from './pieces.tsx';
import { Say } from './say-something.tsx';
import { say, sayDay } from './texts.ts';
import { Visits } from './visits.tsx';

type Whole = { page: MyPage; thread: MyThread; visits: MyVisits };

/** One person's own page: what to read, what to choose, what to ask; nothing of anybody else. */
export function ParentPage({ over }: { over: (trouble: Refused) => void }) {
  const [whole, setWhole] = useState<Whole>();
  const [trouble, setTrouble] = useState('');
  const load = useCallback(async () => {
    try {
      const page = await ask<MyPage>(INTAKE, 'GetMyPage');
      const thread = await ask<MyThread>(SCHOOL, 'GetMyThread');
      const visits = await ask<MyVisits>(MATCHING, 'GetMyVisits');
      setWhole({ page, thread, visits });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      over(error);
    }
  }, [over]);
  useEffect(() => void load(), [load]);
  if (!whole) return <p>{say('loading')}</p>;
  const act: Acts['act'] = async (service, rpc, body) => {
    setTrouble('');
    try {
      await ask(service, rpc, body);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.reason === 'OFFLINE') setTrouble(say('offline'));
      else if (error.reason === 'TEXT_CHANGED') setTrouble(say('textChanged'));
      else setTrouble(say('again'));
      await load();
      return false;
    }
    await load();
    return true;
  };
  return <Shown whole={whole} acts={{ page: whole.page, act }} trouble={trouble} />;
}

function Shown({ whole, acts, trouble }: { whole: Whole; acts: Acts; trouble: string }) {
  const { page, thread } = whole;
  const { messages, pupils } = thread;
  return (
    <>
      <h1>{say('title')}</h1>
      {trouble ? <Said>{trouble}</Said> : null}
      <section aria-labelledby="to-read">
        <h2 id="to-read">{say('toRead')}</h2>
        {messages.length ? null : <p>{say('nothing')}</p>}
        {messages.map((message) => (
          <MessageOf key={message.id} message={message} acts={acts} />
        ))}
      </section>
      <Visits visits={whole.visits} page={page} />
      <Invitations thread={thread} acts={acts} />
      <Say atSchool={pupils.filter((one) => !one.until)} questions={thread.questions} acts={acts} />
      <Consents acts={acts} />
      <Looked page={page} />
    </>
  );
}

/** Who opened the file; and a link that somebody else used closes at once. */
function Looked({ page }: { page: MyPage }) {
  const [closed, setClosed] = useState(false);
  const notMe = async () => {
    await ask(SCHOOL, 'AskQuestion', { kind: 'not_me' });
    await revoke();
    setClosed(true);
  };
  if (closed) return <Said>{say('notMeDone', { name: page.anchorName })}</Said>;
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
      <Button onPress={() => void notMe()}>{say('notMe')}</Button>
    </section>
  );
}
