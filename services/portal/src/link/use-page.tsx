/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Refused } from './call.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { Button, Said } from './pieces.tsx';
import { say, type Key } from './texts.ts';

const SENTENCES: Record<string, Key> = {
  OFFLINE: 'offline',
  LINK_ANSWER_WRONG: 'wrong',
  LINK_QUESTION_CLOSED: 'questionClosed',
  TEXT_CHANGED: 'textChanged',
  SHARING_STOPPED: 'sharingOff',
  SHEET_CHANGED: 'sheetChanged',
};

/** What went wrong, as somebody may hear it who did nothing wrong. */
export const sayTrouble = ({ reason }: Refused): string => say(SENTENCES[reason] ?? 'away');

/** Calls an RPC and shows everything as it is since; true when it was done. */
export type Act = (service: string, rpc: string, body: object) => Promise<boolean>;

export type Page<T> = {
  shown: T | undefined;
  trouble: string;
  load: () => Promise<boolean>;
  act: Act;
  /** does something after which there is nothing to show */
  last: (work: () => Promise<unknown>) => Promise<boolean>;
};

/** Reads what is shown, from what was there before; a part that comes later is shown then. */
type Read<T> = (before: T | undefined, later: (now: T) => void) => Promise<T>;

/** What a link shows. What goes wrong is said beside it: nothing that was typed goes. */
export function usePage<T>(read: Read<T>): Page<T> {
  const [shown, set] = useState<T>();
  const last = useRef<T | undefined>(undefined);
  const reads = useRef(0);
  const show = (now: T) => {
    last.current = now;
    set(() => now);
  };
  const [trouble, setTrouble] = useState('');
  const [once] = useState(oneAtATime);
  const tried = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setTrouble(sayTrouble(error));
      return false;
    }
  };
  const reading = () =>
    tried(async () => {
      reads.current += 1;
      const mine = reads.current;
      // what comes late of an earlier reading is older than what stands there
      const later = (now: T) => (mine === reads.current ? show(now) : undefined);
      show(await read(last.current, later));
    });
  const load = () => once(reading);
  const act: Act = (service, rpc, body) =>
    once(async () => {
      setTrouble('');
      const done = await tried(() => ask(service, rpc, body));
      await reading();
      return done;
    });
  // what is read is asked anew by what is done
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => void load(), []);
  return { shown, trouble, load, act, last: (work) => once(() => tried(work)) };
}

/** While there is nothing to show yet: it comes, or what went wrong and a way to try again. */
export const Arriving = ({ trouble, load }: { trouble: string; load: () => Promise<unknown> }) =>
  trouble === '' ? (
    <p>{say('loading')}</p>
  ) : (
    <>
      <Said>{trouble}</Said>
      <Button onPress={load}>{say('again')}</Button>
    </>
  );

/** What went wrong, in sight wherever on the page one is. */
export const Trouble = ({ trouble }: Pick<Page<unknown>, 'trouble'>) =>
  trouble === '' ? null : (
    <div class="trouble">
      <Said>{trouble}</Said>
    </div>
  );
