/** @jsxImportSource preact */
import type {
  MessageVersion,
  SchoolAnswer,
  SchoolMessage,
} from '@katrol/proto/katrol/school_liaison/v1/json';
import { diffWords } from 'diff';
import { useState } from 'preact/hooks';
import { SCHOOL } from './call.ts';
import type { Acts } from './acts.ts';
import { Area, Button, Quote, Said } from './pieces.tsx';
import { directionOf } from '../i18n/direction.ts';
import { pageLanguage, say, type Key } from './texts.ts';

type Props = { message: SchoolMessage; acts: Acts };

const RECEIPTS: Record<string, Key> = { removed: 'receiptRemoved', kept: 'receiptKept' };

/** A version in the person's language, and the Dutch beside it where it is a translation. */
function inLanguage({
  text,
  language,
  translations,
}: Pick<MessageVersion, 'text' | 'language' | 'translations'>) {
  const mine = pageLanguage();
  if (language === mine) return { text, language, beside: undefined };
  const found = translations.find((one) => one.language === mine);
  const beside = found ? { text, language } : undefined;
  return found ? { text: found.text, language: mine, beside } : { text, language, beside };
}

/** One text: exactly what would go, who would get it, and the choice. */
export function MessageOf({ message, acts }: Props) {
  const newest = message.versions.at(-1);
  const { anchorName: name } = acts.page;
  const names = message.receivers.map((one) => one.name).join(', ');
  if (!newest) return null;
  const { status, childName: child } = message;
  return (
    <article data-testid="text" data-status={status}>
      <h3>{child}</h3>
      {status === 'stopped' ? <Stopped message={message} /> : <Words message={message} />}
      {status === 'draft' ? <Said>{say('ownDraft')}</Said> : null}
      {status === 'let_go' ? <Said>{say('letGo')}</Said> : null}
      {status === 'refused' && name ? <Said>{say('refused', { child, name })}</Said> : null}
      {['awaiting_family', 'refused', 'change_asked'].includes(status) ? (
        <>
          <p>
            {say('mayWeTell')} {say('gets', { names })}{' '}
            {message.mayDiscuss ? say('mayDiscuss') : ''} {say('stopAlways')}
          </p>
          {acts.page.decides ? (
            <Choice message={message} acts={acts} />
          ) : acts.known ? (
            <p>{say('onlyInformed')}</p>
          ) : null}
        </>
      ) : null}
      {status === 'approved' ? <Approved message={message} acts={acts} /> : null}
      {status === 'sent' ? <AtSchool message={message} acts={acts} /> : null}
    </article>
  );
}

/** Sharing stopped: what became of this one, and what each who read it says since. */
function Stopped({ message }: { message: SchoolMessage }) {
  const opened = message.receivers.filter((one) => one.openedAt);
  if (message.sentAt === '') return <Said>{say('letGo')}</Said>;
  if (opened.length === 0)
    return (
      <Said>
        {say('sharedNoMore')} {say('openedByNobody')}
      </Said>
    );
  return (
    <>
      <Said>{say('stopped')}</Said>
      {opened.map(({ contactId, name, receipt, receiptNote: why }) => (
        <p key={contactId}>{say(RECEIPTS[receipt] ?? 'receiptAwaited', { name, why })}</p>
      ))}
    </>
  );
}

/** The text; what is new since the own yes is underlined. */
function Words({ message }: { message: SchoolMessage }) {
  const newest = message.versions.at(-1) as MessageVersion;
  const before = message.approvals.filter((one) => one.answer === 'yes' && !one.undoneAt).at(-1);
  const old = message.versions.find((one) => one.version === before?.version);
  const now = inLanguage(newest);
  const changed = old !== undefined && old.version !== newest.version;
  return (
    <>
      {changed ? <Said>{say('textChanged')}</Said> : null}
      {changed ? (
        <blockquote lang={now.language} dir={directionOf(now.language)}>
          {diffWords(inLanguage(old).text, now.text)
            .filter((part) => !part.removed)
            .map((part, index) => (part.added ? <ins key={index}>{part.value}</ins> : part.value))}
        </blockquote>
      ) : (
        <Quote text={now.text} language={now.language} />
      )}
      <Beside of={now} />
    </>
  );
}

type Shown = ReturnType<typeof inLanguage>;

/** A text, and the Dutch where this is a translation of it. */
const Both = ({ of }: { of: Shown }) => (
  <>
    <Quote text={of.text} language={of.language} />
    <Beside of={of} />
  </>
);

const Beside = ({ of: { beside } }: { of: Shown }) =>
  beside ? (
    <>
      <p class="quiet">{say('translation')}</p>
      <details>
        <summary>{say('inDutch')}</summary>
        <Quote text={beside.text} language={beside.language} />
      </details>
    </>
  ) : null;

type Doing = 'choosing' | 'no' | 'change';

function Choice({ message, acts }: Props) {
  const [doing, does] = useState<Doing>('choosing');
  const [note, setNote] = useState('');
  const newest = message.versions.at(-1);
  const answer = async (said: string) => {
    const form = { messageId: message.id, version: newest?.version, hash: newest?.hash };
    const language = pageLanguage();
    // what was typed stays until it is told
    if (!(await acts.act(SCHOOL, 'AnswerMessage', { ...form, answer: said, language, note })))
      return;
    does('choosing');
    setNote('');
  };
  if (doing === 'no')
    return (
      <>
        <p>{say('noIsFine')}</p>
        <Button tone="main" onPress={() => answer('no')}>
          {say('no')}
        </Button>
        <Button onPress={() => does('choosing')}>{say('back')}</Button>
      </>
    );
  if (doing === 'change')
    return (
      <>
        <Area label={say('changeWhat')} value={note} onInput={setNote} />
        <Button tone="main" off={note.trim() === ''} onPress={() => answer('change')}>
          {say('send')}
        </Button>
        <Button onPress={() => does('choosing')}>{say('back')}</Button>
      </>
    );
  return (
    <div class="choice">
      <Button tone="main" sign="✓" onPress={() => answer('yes')}>
        {say('yes')}
      </Button>
      <Button sign="✗" onPress={() => does('no')}>
        {say('no')}
      </Button>
      <Button sign="✎" onPress={() => does('change')}>
        {say('change')}
      </Button>
    </div>
  );
}

/** For a minute it may be taken back: nothing left yet. */
function Approved({ message, acts }: Props) {
  const mine = message.approvals.filter((one) => one.answer === 'yes' && !one.undoneAt).at(-1);
  const undo = { messageId: message.id, approvalId: mine?.id };
  return (
    <>
      <Said>{say('approved')}</Said>
      {mine ? (
        <Button onPress={() => acts.act(SCHOOL, 'UndoAnswer', undo)}>{say('undo')}</Button>
      ) : null}
    </>
  );
}

function AtSchool({ message, acts }: Props) {
  return (
    <>
      <p>{say('sent')}</p>
      {message.receivers
        .filter((one) => one.openedAt)
        .map((one) => (
          <p key={one.contactId}>{say('wasOpened', { name: one.name })}</p>
        ))}
      {message.answers.map((answer) => (
        <AnswerOf key={answer.id} answer={answer} acts={acts} />
      ))}
    </>
  );
}

/** The school's answer, exactly as it was written: now, or together, as the person chooses. */
function AnswerOf({ answer, acts }: { answer: SchoolAnswer; acts: Acts }) {
  const [mine] = answer.readings;
  const choose = (choice: string) =>
    acts.act(SCHOOL, 'ChooseReading', { answerId: answer.id, choice });
  if (answer.text) return <Both of={inLanguage({ ...answer, language: 'nl' })} />;
  return (
    <div data-testid="answer">
      <p>{say('schoolAnswered')}</p>
      {mine?.choice === 'together' ? (
        <p>{say('together', { name: acts.page.anchorName })}</p>
      ) : (
        <Button onPress={() => choose('together')}>{say('readTogether')}</Button>
      )}
      <Button onPress={() => choose('now')}>{say('readNow')}</Button>
    </div>
  );
}
