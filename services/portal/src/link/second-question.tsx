/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import { isOver, openLink, Refused, type Opened } from './call.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { Said } from './pieces.tsx';
import { Pictures } from './pictures.tsx';
import { say, type Key } from './texts.ts';
import { sayTrouble } from './use-page.tsx';

type Answer = { answer?: string; picture?: string };
type Props = {
  secret: string;
  question: string;
  /** it was answered before, and what was typed stands behind it */
  again: boolean;
  opened: (now: Opened) => void;
  over: (why: Refused) => void;
};

/** What only the family knows, as it chose it. */
export function SecondQuestion({ secret, question, again, opened, over }: Props) {
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState('');
  // each answer counts
  const [once] = useState(oneAtATime);
  const answer = (given: Answer) =>
    once(async () => {
      setTrouble('');
      try {
        opened(await openLink(secret, given));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (isOver(error)) over(error);
        else setTrouble(sayTrouble(error));
      }
      return true;
    });
  const key = `question${question.slice(0, 1).toUpperCase()}${question.slice(1)}` as Key;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void answer({ answer: text });
      }}
    >
      <h1>{say('title')}</h1>
      {again ? <Said>{say('askAgain')}</Said> : null}
      <label for="answer">{say(key)}</label>
      {question === 'picture' ? (
        <Pictures choose={(picture) => void answer({ picture })} />
      ) : (
        <>
          <input
            id="answer"
            autocomplete="off"
            dir="auto"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="main">
            {say('open')}
          </button>
        </>
      )}
      {trouble ? <Said>{trouble}</Said> : null}
    </form>
  );
}
