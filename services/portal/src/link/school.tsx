/** @jsxImportSource preact */
import type { Inbox, InboxMessage } from '@katrol/proto/katrol/school_liaison/v1/json';
import { useState } from 'preact/hooks';
import { ask, SCHOOL } from './call.ts';
import { Area, Button, Quote } from './pieces.tsx';
import { saySchool, sayDay } from './texts.ts';
import { Arriving, Trouble, usePage } from './use-page.tsx';

const DIGESTS = { each: 'each', weekly: 'weekly', none: 'never' } as const;

type Tell = (rpc: string, body: object) => Promise<boolean>;

/** What a school contact may read: what parents approved, in that very form. */
export function SchoolPage() {
  const { shown: inbox, trouble, load, act: tell } = usePage(() => ask<Inbox>(SCHOOL, 'GetInbox'));
  const act: Tell = (rpc, body) => tell(SCHOOL, rpc, body);
  if (!inbox) return <Arriving trouble={trouble} load={load} />;
  return (
    <>
      <h1>{saySchool('title')}</h1>
      <p>{saySchool('lead')}</p>
      <Trouble trouble={trouble} />
      {inbox.messages.length ? null : <p>{saySchool('none')}</p>}
      {inbox.messages.map((message) => (
        <MessageOf key={message.id} message={message} act={act} />
      ))}
      <label for="digest">{saySchool('digest')}</label>
      <select
        id="digest"
        value={inbox.digest}
        onChange={(event) => void act('SetDigest', { digest: event.currentTarget.value })}
      >
        {Object.entries(DIGESTS).map(([digest, key]) => (
          <option key={digest} value={digest}>
            {saySchool(key)}
          </option>
        ))}
      </select>
      <p class="quiet">{saySchool('worry')}</p>
    </>
  );
}

function MessageOf({ message, act }: { message: InboxMessage; act: Tell }) {
  const { id: messageId, childName: child, stopped } = message;
  if (stopped) return <Stopped message={message} act={act} />;
  return (
    <article data-testid="inbox-message">
      <h2>
        {child} · {sayDay(message.sentAt)}
      </h2>
      {message.text ? (
        <Opened message={message} act={act} />
      ) : (
        <Button
          tone="main"
          label={saySchool('openOne', { child })}
          onPress={() => act('OpenMessage', { messageId })}
        >
          {saySchool('open')}
        </Button>
      )}
    </article>
  );
}

function Opened({ message, act }: { message: InboxMessage; act: Tell }) {
  const [answering, answer] = useState<{ correctsId: string }>();
  return (
    <>
      {message.begunBy === 'parent' ? <p class="quiet">{saySchool('fromParent')}</p> : null}
      <Quote text={message.text} language={message.language} />
      {message.translation ? (
        <>
          <p class="quiet">{saySchool('translation')}</p>
          <Quote text={message.translation} language="nl" />
        </>
      ) : null}
      <p class="quiet">{saySchool(message.mayDiscuss ? 'mayDiscuss' : 'mayNot')}</p>
      {message.answers.map((one) => (
        <div key={one.id} data-testid="own-answer">
          {one.correctsId ? <p class="quiet">{saySchool('correction')}</p> : null}
          <Quote text={one.text} language="nl" />
          <Button onPress={() => answer({ correctsId: one.id })}>{saySchool('correct')}</Button>
        </div>
      ))}
      {answering ? (
        <Answering
          send={async (text) => {
            const { correctsId } = answering;
            const done = await act('AnswerParents', { messageId: message.id, text, correctsId });
            if (done) answer(undefined);
          }}
          back={() => answer(undefined)}
        />
      ) : (
        <Button tone="main" onPress={() => answer({ correctsId: '' })}>
          {saySchool('answer')}
        </Button>
      )}
    </>
  );
}

type AnsweringProps = { send: (text: string) => Promise<void>; back: () => void };

/** Before it is sent it is said who reads it, and that nothing is softened. */
function Answering({ send, back }: AnsweringProps) {
  const [text, setText] = useState('');
  return (
    <>
      <div class="choice">
        {saySchool('quick')
          .split('|')
          .map((quick) => (
            <Button key={quick} onPress={() => setText(quick)}>
              {quick}
            </Button>
          ))}
      </div>
      <Area
        label={saySchool('answer')}
        help={saySchool('parentsRead')}
        value={text}
        onInput={setText}
      />
      <Button tone="main" off={text.trim() === ''} onPress={() => send(text)}>
        {saySchool('send')}
      </Button>
      <Button onPress={back}>{saySchool('back')}</Button>
    </>
  );
}

function Stopped({ message, act }: { message: InboxMessage; act: Tell }) {
  const [why, setWhy] = useState('');
  const { id: messageId, receipt } = message;
  const confirm = (said: string) => act('ConfirmStopped', { messageId, receipt: said, note: why });
  return (
    <article data-testid="stopped">
      <p>
        {sayDay(message.sentAt)} · {saySchool('stopped')}
      </p>
      {receipt === 'read_before' ? (
        <>
          <Button onPress={() => confirm('removed')}>{saySchool('removed')}</Button>
          <Area label={saySchool('why')} value={why} onInput={setWhy} rows={2} />
          <Button off={why.trim() === ''} onPress={() => confirm('kept')}>
            {saySchool('kept')}
          </Button>
        </>
      ) : receipt === 'unread' ? null : (
        <p>{saySchool('confirmed')}</p>
      )}
    </article>
  );
}
