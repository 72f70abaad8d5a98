/** @jsxImportSource preact */
import type { Received } from '@katrol/proto/katrol/intake/v1/json';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask, INTAKE, Refused } from './call.ts';
import { Area, Button, Said } from './pieces.tsx';
import { say, saySchool, sayDay } from './texts.ts';

const ANSWERS = { arrived: 'arrived', not_known_yet: 'notYet', not_arrived: 'notArrived' } as const;

/** The place to which a family was led says whether they came. */
export function ReceiverPage({ over }: { over: (trouble: Refused) => void }) {
  const [received, setReceived] = useState<Received>();
  const [note, setNote] = useState('');
  const [thanks, setThanks] = useState(false);
  const show = useCallback(
    async (rpc: string, body: object = {}) => {
      try {
        setReceived(await ask<Received>(INTAKE, rpc, body));
        return true;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        over(error);
        return false;
      }
    },
    [over],
  );
  useEffect(() => void show('GetReceived'), [show]);
  if (!received) return <p>{say('loading')}</p>;
  const { familyName, handOver, occurredOn, anchorName } = received;
  return (
    <>
      <h1>{saySchool('receiverTitle')}</h1>
      <p>{saySchool('receiverLead')}</p>
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
              onPress={() => void show('AnswerArrival', { outcome, note }).then(setThanks)}
            >
              {saySchool(key)}
            </Button>
          ))}
        </div>
      </article>
    </>
  );
}
