/** @jsxImportSource preact */
import type { ReferralForm } from '@katrol/proto/katrol/intake/v1/json';
import { render } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import './link.css';
import { callTo } from '../ui/reach-address.ts';
import { askAnybody, INTAKE, openLink, Refused, stayOpen, type Opened } from './call.ts';
import { ParentPage } from './parent.tsx';
import { Button, Said } from './pieces.tsx';
import { Pictures } from './pictures.tsx';
import { ReceiverPage } from './receiver.tsx';
import { SchoolPage } from './school.tsx';
import { pageLanguage, say, saySchool, speak, type Texts } from './texts.ts';

const EVERY_MS = 20_000;
// the link itself stands: it is opened again, and nothing of what it showed is left on the screen
const AGAIN = ['OFFLINE', 'LINK_OPEN_AGAIN', 'IDENTITY_TOKEN_INVALID'];

const isOfScreens = (language: string): boolean => /^(nl|fr|en)/i.test(language);

/**
 * Opens what the secret in the address is about: it stands behind the #, which no server and no log
 * sees, and is sent once to be exchanged.
 */
function LinkPage({ secret }: { secret: string }) {
  const [opened, setOpened] = useState<Opened>();
  const [trouble, setTrouble] = useState<Refused>();
  const [wrong, setWrong] = useState(false);
  const open = useCallback(
    async (answer: { answer?: string; picture?: string } = {}) => {
      try {
        const now = await openLink(secret, answer);
        // who is no parent reads one of the languages of the screens
        const wanted = [now.language, ...navigator.languages];
        await speak(
          now.kind === 'parent-page' || now.question ? wanted : wanted.filter(isOfScreens),
        );
        setOpened(now);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.reason === 'LINK_ANSWER_WRONG') return setWrong(true);
        setTrouble(error);
      }
      return undefined;
    },
    [secret],
  );
  useEffect(() => void open(), [open]);
  useEffect(() => {
    if (!opened?.token) return undefined;
    const stay = () => void stayOpen().catch((error: unknown) => setTrouble(error as Refused));
    const timer = setInterval(stay, EVERY_MS);
    return () => clearInterval(timer);
  }, [opened?.token]);
  if (trouble) return <Over trouble={trouble} kind={opened?.kind ?? ''} />;
  if (!opened) return <p>{say('loading')}</p>;
  if (opened.token === '')
    return <SecondQuestion question={opened.question} wrong={wrong} answer={open} />;
  if (opened.kind === 'school-contact') return <SchoolPage />;
  if (opened.kind === 'receiver') return <ReceiverPage over={setTrouble} />;
  return <ParentPage over={setTrouble} />;
}

/** The number of the branch, which everybody may know; empty where it cannot be asked now. */
const phoneOf = (branchCode: string): Promise<string> =>
  askAnybody<ReferralForm>(INTAKE, 'GetReferralForm', { branchCode }).then(
    (form) => form.branch.anchorPhone,
    () => '',
  );

/** The link is over, or there is no network: kindly, and whom to call. */
function Over({ trouble, kind }: { trouble: Refused; kind: string }) {
  const [phone, setPhone] = useState('');
  const { branchCode = '' } = trouble.metadata;
  useEffect(() => {
    if (branchCode !== '') void phoneOf(branchCode).then(setPhone);
  }, [branchCode]);
  if (AGAIN.includes(trouble.reason)) {
    return (
      <>
        {trouble.reason === 'OFFLINE' ? <Said>{say('offline')}</Said> : null}
        <Button onPress={() => window.location.reload()}>{say('again')}</Button>
      </>
    );
  }
  if (kind === 'school-contact') return <Said>{saySchool('over')}</Said>;
  return (
    <>
      <Said>{say('over')}</Said>
      {phone ? (
        <p>
          <a href={callTo(phone)}>{say('overCall', { phone })}</a>
        </p>
      ) : null}
    </>
  );
}

type QuestionProps = {
  question: string;
  wrong: boolean;
  answer: (answer: { answer?: string; picture?: string }) => Promise<void>;
};

/** What only the family knows, as it chose it. */
function SecondQuestion({ question, wrong, answer }: QuestionProps) {
  const [text, setText] = useState('');
  const key = `question${question.slice(0, 1).toUpperCase()}${question.slice(1)}` as keyof Texts;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void answer({ answer: text });
      }}
    >
      <h1>{say('title')}</h1>
      <label for="answer">{say(key as Exclude<keyof Texts, 'school'>)}</label>
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
      {wrong ? <Said>{say('wrong')}</Said> : null}
    </form>
  );
}

async function start(page: HTMLElement): Promise<void> {
  await speak(navigator.languages);
  document.title = say('title');
  const secret = window.location.hash.slice(1);
  render(<LinkPage key={pageLanguage()} secret={secret} />, page);
}

const page = document.getElementById('page');
if (page) void start(page);
