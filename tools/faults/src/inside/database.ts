import pg from 'pg';
import { seeded } from '../random.ts';
import type { Fault } from './fault.ts';

type Query = (...args: unknown[]) => unknown;
type Marks = { outbox: boolean; inbox: boolean; effects: number };

const textOf = (first: unknown): string => {
  if (typeof first === 'string') return first;
  return typeof first === 'object' &&
    first !== null &&
    'text' in first &&
    typeof first.text === 'string'
    ? first.text
    : '';
};

/**
 * Watches every statement of the process: kill points of the outbox and the inbox, and transactions
 * that stay open.
 */
export function plantInDatabase(fault: Fault, pass: (point: string) => void): void {
  const transactions = new WeakMap<object, Marks>();
  const random = seeded(fault.seed ?? 1);
  const client = pg.Client.prototype as unknown as { query: Query };
  const { query: plain } = client;
  const watched = function (this: object, ...args: unknown[]): unknown {
    const text = textOf(args[0]).trimStart().toLowerCase();
    const marks = transactions.get(this) ?? { outbox: false, inbox: false, effects: 0 };
    transactions.set(this, marks);
    before(text, marks, pass);
    const sent = sabotaged(fault, text, args);
    const send = (): unknown => plain.apply(this, sent);
    const { hold } = fault;
    if (commits(text) && marks.outbox && hold && random.next() < hold.share) {
      const ms = random.between(1, hold.ms);
      return new Promise((resolve) => setTimeout(resolve, ms)).then(send);
    }
    return answered(send(), () => after(text, marks, pass));
  };
  client.query = watched;
}

// facts are sent in one round trip with what follows them, the commit last
const TOLD = /^\s*insert into outbox.*?; (?=select write_audit|update idempotency|commit$)/s;
const commits = (text: string): boolean => /(^|; )commit$/.test(text);

let told = 0;

/** The statement as a broken service would send it. */
function sabotaged({ sabotage }: Fault, text: string, args: unknown[]): unknown[] {
  if (sabotage === 'forget-inbox' && text.startsWith('insert into inbox')) {
    return [
      `select i.id::text from unnest($2::uuid[], $3::text[]) as i(id, type)
        where $1::text is not null`,
      ...args.slice(1),
    ];
  }
  if (sabotage === 'no-relay-lock' && text.includes('pg_try_advisory_xact_lock'))
    return ['select true as mine', ...args.slice(1)];
  if (sabotage === 'lose-told' && text.startsWith('insert into outbox') && ++told % 20 === 0)
    return [String(args[0]).replace(TOLD, ''), ...args.slice(1)];
  return args;
}

function before(text: string, marks: Marks, pass: (point: string) => void): void {
  if (text.startsWith('begin')) Object.assign(marks, { outbox: false, inbox: false, effects: 0 });
  if (text.startsWith('insert into outbox')) marks.outbox = true;
  if (commits(text) && marks.outbox) pass('before-commit');
  if (text.startsWith('update outbox set position')) pass('publish-mark');
  if (text.startsWith('insert into inbox')) {
    marks.inbox = true;
    pass('handler-start');
  }
  if (text.startsWith('insert into entry') && marks.inbox) {
    marks.effects += 1;
    if (marks.effects > 1) pass('mid-batch');
  }
  // where no group is rebalanced, a hearer that connects anew asks its own database where it was
  if (text.startsWith('select position from cursor')) pass('in-rebalance');
}

function after(text: string, marks: Marks, pass: (point: string) => void): void {
  if (text.startsWith('insert into inbox')) pass('after-inbox');
  if (!commits(text)) return;
  if (marks.outbox) pass('commit-publish');
  if (marks.inbox) pass('commit-offset');
}

// the statements looked for are all awaited; a callback's answer is of no interest here
function answered(result: unknown, then: () => void): unknown {
  if (!(result instanceof Promise)) return result;
  return result.then((value: unknown) => {
    then();
    return value;
  });
}
