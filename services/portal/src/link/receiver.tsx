/** @jsxImportSource preact */
import type { Received } from '@katrol/proto/katrol/intake/v1/json';
import { useState } from 'preact/hooks';
import { ask, INTAKE } from './call.ts';
import { Area, Button, Said } from './pieces.tsx';
import { saySchool, sayDay } from './texts.ts';
import { Arriving, Trouble, usePage } from './use-page.tsx';

const ANSWERS = { arrived: 'arrived', not_known_yet: 'notYet', not_arrived: 'notArrived' } as const;

/** The place to which a family was led says whether they came. */
export function ReceiverPage() {
  const read = () => ask<Received>(INTAKE, 'GetReceived');
  const { shown: received, trouble, load, act } = usePage(read);
  const [note, setNote] = useState('');
  const [thanks, setThanks] = useState(false);
  if (!received) return <Arriving trouble={trouble} load={load} />;
  const { familyName, handOver, occurredOn, anchorName } = received;
  return (
    <>
      <h1>{saySchool('receiverTitle')}</h1>
      <p>{saySchool('receiverLead')}</p>
      <Trouble trouble={trouble} />
      <article data-testid="received">
        <h2>
          {familyName} · {sayDay(occurredOn)}
        </h2>
        {handOver ? <p>{handOver}</p> : null}
        {thanks ? <Said>{saySchool('thanks', { name: anchorName })}</Said> : null}
        <Area label={saySchool('note')} value={note} onInput={setNote} rows={2} />
        <div class="choice">
          {Object.entries(ANSWERS).map(([outcome, key]) => (
            <Button
              key={outcome}
              tone={outcome === 'arrived' ? 'main' : 'calm'}
              onPress={() => act(INTAKE, 'AnswerArrival', { outcome, note }).then(setThanks)}
            >
              {saySchool(key)}
            </Button>
          ))}
        </div>
      </article>
    </>
  );
}
